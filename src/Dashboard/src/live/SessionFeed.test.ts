import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signedInEvent } from '../api/backoff';
import type { FeedItem, JournalEvent } from './feedItem';
import type { Hub, HubObserver } from './hub';
import { FollowedSession } from './LiveSession';

/** A hub whose server is this test. */
class FakeHub implements Hub {
  observer: HubObserver | undefined;
  after = -1;
  stopped = false;
  #onclose = () => {};

  constructor(
    readonly reachable: boolean,
    readonly there = false,
  ) {}

  answered() {
    return this.there;
  }

  start() {
    return this.reachable ? Promise.resolve() : Promise.reject(new Error('refused'));
  }

  stop() {
    this.stopped = true;
    return Promise.resolve();
  }

  stream(_method: 'Events', _sessionId: string, after: number) {
    this.after = after;
    return {
      subscribe: (observer: HubObserver) => {
        this.observer = observer;
        return { dispose: () => {} };
      },
    };
  }

  onclose(callback: () => void) {
    this.#onclose = callback;
  }

  send(...items: FeedItem[]) {
    items.forEach((item) => this.observer?.next(item));
  }

  die() {
    this.#onclose();
  }
}

const event = (seq: number): JournalEvent => ({
  seq,
  at: '2026-01-05T09:00:00Z',
  event: 'transcript.segment',
  data: { id: `seg_${seq}`, channel: 'a', start: seq, end: seq + 1, text: `line ${seq}` },
});
const connected: FeedItem = { event: 'connected', data: { last_seq: 0 } };

describe('a live session', () => {
  let hubs: FakeHub[];
  let reachable: boolean;
  let there: boolean;
  let session: FollowedSession;
  const newest = () => hubs.at(-1)!;
  const seqs = () => session.timeline.get().lines.map(({ seq }) => seq);

  beforeEach(async () => {
    vi.useFakeTimers();
    hubs = [];
    reachable = true;
    there = false;
    session = new FollowedSession('sess_1', () => {
      hubs.push(new FakeHub(reachable, there));
      return newest();
    });
    session.open();
    await vi.advanceTimersByTimeAsync(0);
  });

  afterEach(() => {
    session.close();
    vi.useRealTimers();
  });

  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

  it('asks for everything, and is live once the server greets', () => {
    expect(newest().after).toBe(0);
    expect(session.connection.get()).toBe('connecting');
    newest().send(connected);
    expect(session.connection.get()).toBe('live');
  });

  it('resumes behind the last event after a loss, and shows each line once although the server repeats some', async () => {
    newest().send(connected, event(1), event(2), event(3));
    newest().die();
    expect(session.connection.get()).toBe('reconnecting');
    await pass(400);
    expect(hubs).toHaveLength(2);
    expect(newest().after).toBe(3);
    newest().send(connected, event(2), event(3), event(4));
    await pass(200);
    expect(seqs()).toEqual([1, 2, 3, 4]);
  });

  it('reads again from the last good event when one is missing', async () => {
    newest().send(connected, event(1), event(3), event(4));
    const first = newest();
    expect(first.stopped).toBe(true);
    await pass(400);
    expect(newest().after).toBe(1);
    newest().send(connected, event(2), event(3), event(4));
    first.send(event(5));
    await pass(200);
    expect(seqs()).toEqual([1, 2, 3, 4]);
  });

  it('keeps trying while the server is away, ever more slowly', async () => {
    reachable = false;
    newest().die();
    await pass(60_000);
    const tries = hubs.length;
    expect(tries).toBeGreaterThan(8);
    expect(tries).toBeLessThan(22);
    reachable = true;
    await pass(6500);
    newest().send(connected, event(1));
    await pass(200);
    expect(seqs()).toEqual([1]);
  });

  it('tells a server that lets no connection in from one that is away', async () => {
    reachable = false;
    newest().die();
    await pass(10_000);
    expect(session.connection.get()).toBe('reconnecting');
    there = true;
    await pass(20_000);
    expect(session.connection.get()).toBe('refused');
    reachable = true;
    await pass(6500);
    newest().send(connected);
    expect(session.connection.get()).toBe('live');
    newest().die();
    expect(session.connection.get()).toBe('reconnecting');
  });

  it.each(['error', 'complete'] as const)('streams again when the stream ends with %s', async (end) => {
    newest().send(connected, event(1));
    newest().observer?.[end](new Error('slow reader'));
    await pass(400);
    expect(newest().after).toBe(1);
  });

  it('waits while nobody is signed in, and comes back as soon as somebody is', async () => {
    const window = new EventTarget();
    vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
    vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window));
    session.close();
    session = new FollowedSession('sess_1', () => {
      hubs.push(new FakeHub(reachable));
      return newest();
    });
    session.open();
    await pass(0);
    newest().send(connected, event(1), event(2));
    // Without a ticket a connection does not even start.
    reachable = false;
    newest().die();
    await pass(30_000);
    const tries = hubs.length;
    reachable = true;
    window.dispatchEvent(new Event(signedInEvent));
    await pass(0);
    expect([hubs.length, newest().after]).toEqual([tries + 1, 2]);
    vi.unstubAllGlobals();
  });

  it.each(['session.erased: The session has been erased.', 'session.not-found: There is no such session.'])('ends when the server says %s', async (said) => {
    newest().observer?.error(new Error(said));
    await pass(10_000);
    expect([hubs.length, session.connection.get()]).toEqual([1, 'gone']);
  });

  it('does not come back after it was closed', async () => {
    session.close();
    newest().die();
    await pass(10_000);
    expect(hubs).toHaveLength(1);
    expect(newest().stopped).toBe(true);
  });
});
