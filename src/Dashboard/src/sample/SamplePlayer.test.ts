import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import { ApiError } from '../api/http';
import { fakeSockets } from '../capture/FakeSocket';
import { SamplePlayer, type SampleParts } from './SamplePlayer';

const rate = 16_000;
const seconds = 4;
const pcm = (seed: number) => Uint8Array.from({ length: seconds * rate * 2 }, (_, index) => (index * seed) % 251);
const meeting = {
  title: 'Sample meeting',
  duration: seconds,
  channels: ['ana', 'ben'].map((channel, index) => ({ channel, speaker: channel, audio: { sampleRate: rate, pcm: pcm(index + 3) } })),
};

describe('SamplePlayer', () => {
  let server: ReturnType<typeof fakeSockets>;
  let remembered: string | undefined;
  let end: ReturnType<typeof vi.fn<SampleParts['end']>>;
  let player: SamplePlayer;
  let loudspeaker: { allowed: boolean; play: Mock<(seconds: number) => void>; pause: Mock<() => void>; close: Mock<() => void> };

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('location', { protocol: 'http:', host: 'localhost:5000' });
    server = fakeSockets();
    remembered = undefined;
    loudspeaker = { allowed: true, play: vi.fn<(seconds: number) => void>(), pause: vi.fn<() => void>(), close: vi.fn<() => void>() };
    end = vi.fn<SampleParts['end']>(() => Promise.resolve());
    player = newTab();
  });

  afterEach(() => {
    // Whatever still plays ends, and with it its attempts to connect again.
    server.sockets.forEach((socket) => socket.end(4410));
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  function newTab() {
    return new SamplePlayer({
      load: () => Promise.resolve(meeting),
      create: () => Promise.resolve({ id: 'sess_1' }),
      end,
      loudspeaker: () => loudspeaker,
      memory: { load: () => remembered, save: (id) => (remembered = id) },
      openSocket: server.open,
    });
  }

  /** The newest connection of each channel, always in the same order. */
  const sockets = () => server.sockets.slice(-2).toSorted((a, b) => a.channel.localeCompare(b.channel));
  const ready = (...offsets: number[]) => sockets().forEach((socket, index) => socket.say({ type: 'ready', offset: offsets[index] ?? 0 }));
  const phase = () => player.state.get().phase;
  /** Whether two pieces of audio are the same; a difference is not printed byte by byte. */
  const same = (heard: readonly number[], spoken: Uint8Array) => heard.length === spoken.length && heard.every((byte, index) => byte === spoken[index]);

  it('plays every channel in real time, together', async () => {
    expect(await player.play()).toBe('sess_1');
    expect(remembered).toBe('sess_1');
    ready();
    vi.advanceTimersByTime(2000);
    for (const socket of sockets()) {
      expect(socket.receivedLength / (rate * 2)).toBeGreaterThan(1.85);
      expect(socket.receivedLength / (rate * 2)).toBeLessThanOrEqual(2);
    }
    expect(player.state.get()).toMatchObject({ phase: 'playing', duration: 4 });
  });

  it('lets no time pass while a channel is not connected', async () => {
    await player.play();
    sockets()[0]?.say({ type: 'ready', offset: 0 });
    vi.advanceTimersByTime(3000);
    expect([phase(), sockets()[0]?.receivedLength]).toEqual(['waiting', 0]);
    sockets()[1]?.say({ type: 'ready', offset: 0 });
    vi.advanceTimersByTime(1000);
    expect(player.state.get().position).toBeGreaterThan(0.85);
    sockets()[0]?.end(1006);
    vi.advanceTimersByTime(200);
    const { position } = player.state.get();
    vi.advanceTimersByTime(5000);
    expect(player.state.get()).toMatchObject({ phase: 'waiting', position });
  });

  it('sends all of it, stops, and ends the session when everything has its outcome', async () => {
    await player.play();
    ready();
    vi.advanceTimersByTime(5000);
    expect(phase()).toBe('finishing');
    sockets().forEach((socket) => expect(socket.stopRequests).toBe(1));
    expect(same(sockets()[0]!.received, pcm(3))).toBe(true);
    expect(same(sockets()[1]!.received, pcm(4))).toBe(true);
    sockets()[0]?.end(1000);
    expect(end).not.toHaveBeenCalled();
    sockets()[1]?.end(1000);
    await vi.advanceTimersByTimeAsync(0);
    expect(end).toHaveBeenCalledExactlyOnceWith('sess_1');
    expect([phase(), remembered]).toEqual(['idle', undefined]);
  });

  it('goes on after a reload where each channel is, at the pace of the one that is least far', async () => {
    await player.play();
    ready();
    vi.advanceTimersByTime(2000);
    const [before = 0] = sockets().map(({ receivedLength }) => receivedLength);
    // The old page is gone, with everything that it was waiting for.
    vi.clearAllTimers();

    player = newTab();
    await player.resume();
    expect(sockets().map(({ offset }) => offset)).toEqual(['0', '0']);
    const behind = before - rate;
    ready(before, behind);
    vi.advanceTimersByTime(40);
    expect(player.state.get().position).toBeCloseTo(behind / (rate * 2), 1);
    vi.advanceTimersByTime(400);
    expect(sockets()[0]?.received).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(same(sockets()[0]!.received, pcm(3).slice(before))).toBe(true);
    expect(same(sockets()[1]!.received, pcm(4).slice(behind))).toBe(true);
  });

  it('ends properly when the reload came after the last word', async () => {
    remembered = 'sess_1';
    await player.resume();
    ready(seconds * rate * 2, seconds * rate * 2);
    vi.advanceTimersByTime(100);
    sockets().forEach((socket) => socket.end(1000));
    await vi.advanceTimersByTimeAsync(0);
    expect(end).toHaveBeenCalledOnce();
    expect(phase()).toBe('idle');
  });

  it('does nothing after a reload when this tab was not playing', async () => {
    await player.resume();
    expect([phase(), server.sockets.length]).toEqual(['idle', 0]);
  });

  it('resends after a crash of the server, without a gap and without a repeat', async () => {
    await player.play();
    ready();
    vi.advanceTimersByTime(2000);
    const kept = rate;
    const first = sockets().map(({ received }) => received.slice(0, kept));
    sockets().forEach((socket) => socket.end(1006));
    // One of them asks whether the server is back, the other one follows.
    vi.advanceTimersByTime(400);
    server.newest().say({ type: 'ready', offset: kept });
    vi.advanceTimersByTime(10);
    server.newest().say({ type: 'ready', offset: kept });
    vi.advanceTimersByTime(5000);
    expect(same([...first[0]!, ...sockets()[0]!.received], pcm(3))).toBe(true);
  });

  it('stops early on demand, and still lets the session end properly', async () => {
    await player.play();
    ready();
    vi.advanceTimersByTime(1000);
    player.stop();
    expect(phase()).toBe('finishing');
    sockets().forEach((socket) => socket.end(1000));
    await vi.advanceTimersByTimeAsync(0);
    expect(end).toHaveBeenCalledOnce();
  });

  it('asks again to end the session while the server is away', async () => {
    end.mockRejectedValueOnce(new ApiError('away', 0, undefined));
    await player.play();
    ready();
    player.stop();
    sockets().forEach((socket) => socket.end(1000));
    await vi.advanceTimersByTimeAsync(500);
    expect(end).toHaveBeenCalledTimes(2);
    expect(phase()).toBe('idle');
  });

  it('fails for good when the session no longer takes audio', async () => {
    await player.play();
    ready();
    sockets()[0]?.end(4410);
    expect(player.state.get()).toMatchObject({ phase: 'failed', error: 'The session has ended, so it takes no more audio.' });
    expect([remembered, sockets()[1]?.closed]).toEqual([undefined, true]);
  });

  describe('aloud', () => {
    it('is heard from where it plays, and silent while it waits', async () => {
      await player.play();
      expect(loudspeaker.play).not.toHaveBeenCalled();
      ready();
      vi.advanceTimersByTime(1000);
      expect(loudspeaker.play).toHaveBeenCalledExactlyOnceWith(0);
      sockets()[0]?.end(1006);
      vi.advanceTimersByTime(100);
      expect(loudspeaker.pause).toHaveBeenCalled();
    });

    it('goes on in the right place when it is unmuted', async () => {
      loudspeaker.allowed = false;
      await player.play();
      expect(player.state.get().muted).toBe(true);
      ready();
      vi.advanceTimersByTime(1000);
      expect(loudspeaker.play).not.toHaveBeenCalled();
      player.mute(false);
      expect(loudspeaker.play).toHaveBeenCalledExactlyOnceWith(player.state.get().position);
    });

    it('is silent after a reload, where the browser would not let it be heard', async () => {
      remembered = 'sess_1';
      await player.resume();
      expect(player.state.get().muted).toBe(true);
    });
  });
});
