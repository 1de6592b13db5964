import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser, type FakePlayer } from './FakePlayer';
import { Players, type Address } from './Players';
import type { Recording } from './recordings';

const take = (id: string): Recording => ({ id, channel: id, start: 0, end: 10, session_start: 0, duration: 10, here: true, url: `/${id}` });
const [mic, phone] = [take('mic'), take('phone')] as const;
const lifetime = 600_000;

describe('players of recordings', () => {
  let made: FakePlayer[];
  let asked: string[];
  let address: () => Promise<Address>;
  let failures: unknown[];
  let players: Players;
  const settle = () => vi.advanceTimersByTimeAsync(0);
  /** As the playback asks, ten times a second. */
  const ready = async (recording = mic) => {
    players.ready(recording);
    await settle();
    return players.ready(recording);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    const browser = fakeBrowser();
    made = browser.made;
    for (const [name, value] of Object.entries(browser.globals)) vi.stubGlobal(name, value);
    [asked, failures] = [[], []];
    address = () => Promise.resolve({ url: `/audio?ticket=${asked.length}`, until: Date.now() + lifetime });
    players = new Players({
      place: { append: () => undefined } as unknown as HTMLElement,
      address: ({ id }) => {
        asked.push(id);
        return address();
      },
      onFail: (failure) => failures.push(failure),
    });
    return () => {
      vi.useRealTimers();
      vi.unstubAllGlobals();
    };
  });

  it('read by themselves, from an address that is asked for once', async () => {
    players.ready(mic);
    players.ready(mic);
    expect(await ready()).toBe(made[0]);
    expect([asked, made.map(({ src, preload }) => [src, preload])]).toEqual([['mic'], [['/audio?ticket=1', 'auto']]]);
  });

  it('get another address before they go on when theirs has expired', async () => {
    players.start((await ready())!);
    vi.advanceTimersByTime(lifetime - 1);
    expect(players.usable(mic)).toBe(made[0]);
    vi.advanceTimersByTime(1);
    expect([players.usable(mic), made[0]!.src]).toEqual([undefined, undefined]);
    expect(await ready()).toBe(made[1]);
    expect([made[1]!.src, failures]).toEqual(['/audio?ticket=2', []]);
  });

  it('are used once however short their address is good', async () => {
    address = () => Promise.resolve({ url: '/audio', until: Date.now() });
    const player = await ready();
    expect(players.usable(mic)).toBe(player);
    players.start(player!);
    expect(players.usable(mic)).toBeUndefined();
  });

  it('get another address when theirs has expired while they played', async () => {
    players.start((await ready())!);
    vi.advanceTimersByTime(lifetime);
    expect(await ready()).toBe(made[0]);
    made[0]!.fail();
    expect(players.usable(mic)).toBeUndefined();
    expect(await ready()).toBe(made[1]);
    expect([made[1]!.src, failures]).toEqual(['/audio?ticket=2', []]);
  });

  it('tell when the other address is no better', async () => {
    await ready();
    vi.advanceTimersByTime(lifetime);
    made[0]!.fail();
    await ready();
    made[1]!.fail();
    expect([asked.length, failures]).toEqual([2, [expect.objectContaining({ message: expect.stringContaining('can’t be read') })]]);
  });

  it('tell why there is no other address', async () => {
    await ready();
    vi.advanceTimersByTime(lifetime);
    made[0]!.fail();
    address = () => Promise.reject(new Error('The file of this recording is gone.'));
    players.ready(mic);
    await settle();
    expect(failures).toEqual([new Error('The file of this recording is gone.')]);
  });

  it('are made anew after a failure, when they are asked to play again', async () => {
    await ready();
    made[0]!.fail();
    expect(failures.length).toBe(1);
    expect(await ready()).toBe(made[1]);
  });

  it('tell of audio that can’t be read once, though playing it fails as well', async () => {
    await ready();
    made[0]!.outcome = Promise.reject(new DOMException('no supported source', 'NotSupportedError'));
    players.start(made[0] as unknown as HTMLAudioElement);
    made[0]!.fail();
    await settle();
    expect(failures).toEqual([expect.objectContaining({ message: expect.stringContaining('can’t be read') })]);
  });

  it('wait while one that plays has nothing further to play', async () => {
    const player = await ready();
    players.start(player!);
    made[0]!.readyState = 2;
    expect(players.ready(mic)).toBeUndefined();
    made[0]!.ended = true;
    expect(players.ready(mic)).toBe(made[0]);
    [made[0]!.ended, made[0]!.paused] = [false, true];
    expect(players.ready(mic)).toBe(made[0]);
  });

  it('let go of what is not heard when others are', async () => {
    await ready(mic);
    await ready(phone);
    players.keepOnly([]);
    expect(made.map(({ src }) => src !== undefined)).toEqual([true, true]);
    players.keepOnly([phone]);
    expect([made.map(({ src }) => src !== undefined), players.usable(mic)]).toEqual([[false, true], undefined]);
  });

  it('read nothing any more when they are closed', async () => {
    await ready(mic);
    players.ready(phone);
    players.close();
    await settle();
    expect([made.length, made[0]!.src, failures]).toEqual([1, undefined, []]);
  });
});
