import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeSockets } from '../capture/FakeSocket';
import { emptyTimeline, type Timeline } from '../live/timeline';
import { Store } from '../state/store';
import { Replay } from './Replay';
import { replayPosition } from './replayPosition';

const zero = Date.parse('2026-05-04T12:00:00Z');
const time = (seconds: number) => new Date(zero + seconds * 1000).toISOString();
const greeting = { event: 'connected', session_id: 'sess_1', data: { last_seq: 4 } };
const line = (seq: number, text: string) => ({
  event: 'transcript.segment',
  session_id: 'sess_1',
  seq,
  at: time(seq),
  data: { id: `seg_${seq}`, channel: 'mic', start: seq, end: seq + 0.5, text },
});
const position = (seconds: number, caughtUp: boolean, more = {}) => ({
  event: 'replay.position',
  session_id: 'sess_1',
  data: { at: time(seconds), offset_seconds: seconds, speed: 1, paused: false, seq: 0, from: time(0), to: time(60), caught_up: caughtUp, ...more },
});

describe('a replay', () => {
  let sockets: ReturnType<typeof fakeSockets>;
  let replay: Replay;
  const texts = () => replay.timeline.get().lines.flatMap((each) => (each.kind === 'speech' ? [each.segment.text] : []));
  const say = (...frames: object[]) => frames.forEach((frame) => sockets.newest().say(frame));
  const query = () => Object.fromEntries(new URL(sockets.newest().url).searchParams);
  const said = () => sockets.newest().texts.map((text) => JSON.parse(text) as object);
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('location', { protocol: 'http:', host: 'page.example' });
    sockets = fakeSockets();
    // Live for 10 s, and for 5 s half a minute later.
    const whole = new Store<Timeline>({ ...emptyTimeline, status: 'ended', stretches: [{ from: zero, to: zero + 10_000 }, { from: zero + 40_000, to: zero + 45_000 }] });
    replay = new Replay('sess_1', whole, { ticket: () => Promise.resolve('t'), open: sockets.open });
  });

  afterEach(() => {
    replay.leave();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  const begin = async (seconds: number) => {
    replay.seek(zero + seconds * 1000);
    await pass(0);
    say(greeting, position(seconds, false), line(1, 'one'), line(2, 'two'));
  };

  it('asks for a moment, and shows it when all of it is there', async () => {
    await begin(2);
    await pass(500);
    expect(query()).toEqual({ from: time(2), speed: '1', paused: 'true', ticket: 't' });
    expect(texts()).toEqual([]);
    say(position(2, true, { paused: true }));
    expect(texts()).toEqual(['one', 'two']);
    expect(replayPosition.get()).toEqual({ sessionId: 'sess_1', at: zero + 2000, seconds: 2, playing: false, speed: 1 });
  });

  it('goes on by itself, and shows what comes', async () => {
    await begin(2);
    say(position(2, true));
    replay.play();
    replay.setSpeed(4);
    await pass(1000);
    say(line(3, 'three'));
    await pass(200);
    expect(said()).toEqual([{ type: 'resume' }, { type: 'speed', speed: 4 }]);
    expect(texts()).toEqual(['one', 'two', 'three']);
    expect(replayPosition.get()!.seconds).toBeCloseTo(6.8, 0);
    replay.pause();
    const { at } = replay.state.get();
    await pass(1000);
    expect(replay.state.get().at).toBe(at);
  });

  it('forgets what comes later when somebody goes back', async () => {
    await begin(2);
    say(position(2, true));
    replay.seek(zero + 1000);
    say({ event: 'replay.reset', data: { after: 0 } }, position(1, false), line(1, 'one'));
    expect(texts()).toEqual(['one', 'two']);
    say(position(1, true));
    expect(texts()).toEqual(['one']);
    expect(said()).toEqual([{ type: 'seek', at: time(1) }]);
  });

  it('takes no notice of where the server was before somebody sought another place', async () => {
    await begin(2);
    say(position(2, true));
    replay.seek(zero + 5000);
    replay.seek(zero + 8000);
    say(position(2, true), position(5, false), line(3, 'three'), position(5, true));
    expect([replay.state.get().at, texts()]).toEqual([zero + 8000, ['one', 'two']]);
    say(position(8, false), line(4, 'four'), position(8, true));
    expect([replay.state.get().at, texts()]).toEqual([zero + 8000, ['one', 'two', 'three', 'four']]);
  });

  it('leaves pauses out, and ends at the end', async () => {
    await begin(9);
    say(position(9, true));
    replay.play();
    await pass(1200);
    expect(said().at(-1)).toEqual({ type: 'seek', at: time(40) });
    say(position(40, false), position(40, true));
    await pass(5200);
    expect(said().at(-1)).toEqual({ type: 'seek', at: '9999-01-01T00:00:00.000Z' });
    say(position(60, false), line(3, 'three'), position(60, true), { event: 'replay.ended', data: { seq: 4, at: time(60) } });
    expect(texts()).toEqual(['one', 'two', 'three']);
    expect(replay.state.get()).toEqual({ active: true, playing: false, speed: 1, at: zero + 45_000 });
    expect(said().at(-1)).toEqual({ type: 'pause' });
    replay.play();
    expect(said().slice(-2)).toEqual([{ type: 'seek', at: time(0) }, { type: 'resume' }]);
  });

  it('says what was wished for while it connected', async () => {
    replay.play();
    await pass(0);
    expect(query()).toMatchObject({ from: time(0), paused: 'false' });
    replay.seek(zero + 3000);
    replay.pause();
    replay.setSpeed(8);
    say(greeting);
    expect(said()).toEqual([{ type: 'seek', at: time(3) }, { type: 'speed', speed: 8 }, { type: 'pause' }]);
  });

  it('begins again where it is when the connection is lost', async () => {
    await begin(2);
    say(position(2, true));
    replay.play();
    await pass(1000);
    sockets.newest().end(1006);
    expect(replay.connection.get()).toBe('reconnecting');
    expect(texts()).toEqual(['one', 'two']);
    await pass(400);
    expect(sockets.sockets).toHaveLength(2);
    expect(query()).toMatchObject({ paused: 'false' });
    const { at } = replay.state.get();
    expect(query()['from']).toBe(new Date(at).toISOString());
    const there = (at - zero) / 1000;
    say(greeting, position(there, false), line(1, 'one'), line(2, 'two'), line(3, 'three'), position(there, true));
    expect(texts()).toEqual(['one', 'two', 'three']);
    expect(replay.connection.get()).toBe('live');
  });

  it('leaves nothing behind', async () => {
    await begin(2);
    say(position(2, true));
    replay.leave();
    await pass(1000);
    expect(sockets.newest().closed).toBe(true);
    expect([replayPosition.get(), texts(), replay.state.get().active]).toEqual([undefined, [], false]);
  });
});
