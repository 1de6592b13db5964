import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser, type FakePlayer } from './FakePlayer';
import { Playback } from './Playback';
import type { Recording } from './recordings';

const lifetime = 600_000;
const take: Recording = { id: 'mic', channel: 'mic', start: 0, end: 3600, session_start: 0, duration: 3600, here: true, url: '/mic' };

describe('the playback of what was kept', () => {
  let made: FakePlayer[];
  let asked: number;
  let playback: Playback;
  const step = () => vi.advanceTimersByTimeAsync(200);
  const sounding = () => made.filter(({ src, paused }) => src && !paused).map(({ src, currentTime }) => [src, currentTime]);

  beforeEach(() => {
    vi.useFakeTimers();
    const browser = fakeBrowser();
    made = browser.made;
    for (const [name, value] of Object.entries(browser.globals)) vi.stubGlobal(name, value);
    asked = 0;
    playback = new Playback({ append: () => undefined } as unknown as HTMLElement, () => {
      asked++;
      return Promise.resolve({ url: `/audio?ticket=${asked}`, until: Date.now() + lifetime });
    });
    playback.show([take]);
    return () => {
      playback.close();
      vi.useRealTimers();
      vi.unstubAllGlobals();
    };
  });

  it('goes on after a long pause where it was, with an address that is good', async () => {
    playback.play(40);
    await step();
    playback.pause();
    vi.advanceTimersByTime(lifetime);
    playback.play();
    expect(made[0]!.src).toBeUndefined();
    await step();
    expect([sounding(), playback.state.get().error]).toEqual([[['/audio?ticket=2', 40]], undefined]);
  });

  it('goes on after a short pause with what it has', async () => {
    playback.play(40);
    await step();
    playback.pause();
    playback.play();
    await step();
    expect(sounding()).toEqual([['/audio?ticket=1', 40]]);
  });

  it.each([
    ['while it plays', false],
    ['while it does not', true],
  ])('is put elsewhere with an address that is good %s', async (_, paused) => {
    playback.play(40);
    await step();
    vi.advanceTimersByTime(lifetime);
    expect([asked, sounding().length]).toEqual([1, 1]);
    if (paused) playback.pause();
    playback.seek(3000);
    expect(made[0]!.src).toBeUndefined();
    if (paused) playback.play();
    await step();
    expect([sounding(), asked]).toEqual([[['/audio?ticket=2', 3000]], 2]);
  });
});
