import { beforeEach, describe, expect, it, vi } from 'vitest';
import { accompany } from './accompany';
import { fakeBrowser, type FakePlayer } from './FakePlayer';
import { Players } from './Players';
import type { Recording } from './recordings';

const take = (id: string, channel: string, session_start: number, duration: number): Recording => ({ id, channel, start: 0, end: duration, session_start, duration, here: true, url: `/${id}` });

describe('audio that goes along', () => {
  const all = [take('a', 'mic', 2, 10), take('b', 'mic', 72, 10), take('c', 'phone', 7, 20)];
  let made: FakePlayer[];
  let players: Players;
  const at = async (seconds: number, { playing = true, speed = 1 } = {}) => {
    accompany(all, players, { seconds, playing, speed });
    await Promise.resolve();
    await Promise.resolve();
  };
  const sounding = () => made.filter(({ paused }) => !paused).map(({ currentTime }) => currentTime);

  beforeEach(() => {
    const browser = fakeBrowser();
    made = browser.made;
    for (const [name, value] of Object.entries(browser.globals)) vi.stubGlobal(name, value);
    players = new Players({
      place: { append: () => undefined } as unknown as HTMLElement,
      address: ({ url }) => Promise.resolve({ url, until: Infinity }),
      onFail: (failure) => expect.unreachable(String(failure)),
    });
    return () => vi.unstubAllGlobals();
  });

  it('is where the replay is, on all channels', async () => {
    await at(8);
    await at(8);
    expect(sounding()).toEqual([6, 1]);
  });

  it('is put right only when it is off by what is heard', async () => {
    await at(8);
    await at(8);
    await at(8.25);
    expect(sounding()).toEqual([6, 1]);
    await at(8.4);
    expect(sounding().map((seconds) => Number(seconds.toFixed(1)))).toEqual([6.4, 1.4]);
  });

  it('is silent where nothing was recorded, and then in the next take', async () => {
    await at(8);
    await at(8);
    await at(50);
    expect(sounding()).toEqual([]);
    await at(73);
    await at(73);
    expect(sounding()).toEqual([1]);
  });

  it.each([{ playing: false }, { speed: 4 }])('is silent when it is %j', async (how) => {
    await at(8);
    await at(8);
    await at(8.1, how);
    expect(sounding()).toEqual([]);
  });

  it('is as fast as the replay', async () => {
    await at(8);
    await at(8, { speed: 2 });
    expect(made.map(({ playbackRate }) => playbackRate)).toEqual([2, 2]);
  });

  it.each([
    ['is where it was', 8.1],
    ['jumps', 9],
  ])('has an address that is good when the replay goes on after a long pause and %s', async (_, seconds) => {
    let now = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => now);
    players = new Players({
      place: { append: () => undefined } as unknown as HTMLElement,
      address: () => Promise.resolve({ url: `/${now}`, until: now + 10 }),
      onFail: (failure) => expect.unreachable(String(failure)),
    });
    await at(8);
    await at(8);
    now = 10;
    await at(8.1);
    expect(sounding()).toEqual([6, 1]);
    await at(8.1, { playing: false });
    await at(seconds);
    expect(made.filter(({ src }) => src)).toEqual([]);
    await at(seconds);
    await at(seconds);
    expect(made.filter(({ src, paused }) => src === '/10' && !paused).map(({ currentTime }) => Number(currentTime.toFixed(1)))).toEqual([Number((seconds - 2).toFixed(1)), Number((seconds - 7).toFixed(1))]);
    vi.restoreAllMocks();
  });
});
