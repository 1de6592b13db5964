import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AudioUplink } from './AudioUplink';
import { fakeSockets } from './FakeSocket';
import { PcmBacklog } from './PcmBacklog';

const url = (offset: number | undefined) => `ws://server/audio${offset === undefined ? '' : `?offset=${offset}`}`;
const bytes = (from: number, length: number) => Uint8Array.from({ length }, (_, index) => (from + index) % 251);

describe('AudioUplink', () => {
  let server: ReturnType<typeof fakeSockets>;
  let backlog: PcmBacklog;
  let uplink: AudioUplink;
  let captured: number;

  beforeEach(() => {
    vi.useFakeTimers();
    server = fakeSockets();
    backlog = new PcmBacklog(10_000_000);
    captured = 0;
    uplink = new AudioUplink({ url, source: backlog, wholeChannel: false, open: server.open });
    uplink.start();
  });

  afterEach(() => {
    uplink.abandon();
    vi.useRealTimers();
  });

  const capture = (length: number) => {
    backlog.append(bytes(captured, length));
    captured += length;
    uplink.pump();
  };
  const phase = () => uplink.state.get().phase;
  const lose = () => {
    server.newest().end(1006);
    vi.advanceTimersByTime(400);
  };

  it('sends nothing before the server is ready, then everything in order', () => {
    capture(1280);
    capture(1280);
    expect(server.newest().received).toEqual([]);
    expect(server.newest().offset).toBeNull();
    server.newest().say({ type: 'ready', offset: 0 });
    capture(40_000);
    expect(server.newest().received).toEqual([...bytes(0, 42_560)]);
    expect(phase()).toBe('sending');
  });

  it('forgets audio once it is acked, and not before', () => {
    server.newest().say({ type: 'ready', offset: 0 });
    capture(10_000);
    expect(backlog.size).toBe(10_000);
    server.newest().say({ type: 'ack', offset: 4000 });
    expect([backlog.first, uplink.state.get().acked]).toEqual([4000, 4000]);
    server.newest().say({ type: 'ack', offset: 2000 });
    expect(backlog.first).toBe(4000);
  });

  it('offers the first byte it still holds after a loss, and resends from where the server says', () => {
    server.newest().say({ type: 'ready', offset: 0 });
    capture(10_000);
    server.newest().say({ type: 'ack', offset: 4000 });
    lose();
    expect(server.sockets).toHaveLength(2);
    expect(server.newest().offset).toBe('4000');
    capture(2000);
    server.newest().say({ type: 'ready', offset: 6000 });
    expect(server.newest().received).toEqual([...bytes(6000, 6000)]);
  });

  it('resends what was received but had no outcome when the server lost it', () => {
    server.newest().say({ type: 'ready', offset: 0 });
    capture(10_000);
    server.newest().say({ type: 'ack', offset: 4000 });
    lose();
    server.newest().say({ type: 'ready', offset: 4000 });
    expect(server.newest().received).toEqual([...bytes(4000, 6000)]);
  });

  it('brings what it still has to a session that ended meanwhile, and then stops', () => {
    server.newest().say({ type: 'ready', offset: 0 });
    capture(10_000);
    server.newest().say({ type: 'ack', offset: 4000 });
    lose();
    capture(2000);
    server.newest().say({ type: 'ready', offset: 6000, ended: true });
    const last = server.newest();
    capture(1000);
    expect(last.received).toEqual([...bytes(6000, 6000)]);
    expect(last.texts).toEqual(['{"type":"stop"}']);
    expect(phase()).toBe('finishing');
  });

  it('counts on from the end of a channel that already had audio', () => {
    server.newest().say({ type: 'ready', offset: 50_000 });
    capture(3000);
    expect(server.newest().received).toEqual([...bytes(0, 3000)]);
    server.newest().say({ type: 'ack', offset: 51_000 });
    lose();
    expect(server.newest().offset).toBe('51000');
    server.newest().say({ type: 'ready', offset: 52_000 });
    expect(server.newest().received).toEqual([...bytes(2000, 1000)]);
  });

  it('delivers every byte exactly once over any number of losses', () => {
    const heard: number[] = [];
    let acked = 0;
    server.newest().say({ type: 'ready', offset: 0 });
    for (let round = 1; round <= 30; round += 1) {
      capture(1280 * ((round % 5) + 1));
      const socket = server.newest();
      // The server keeps what it acks; the rest of this connection dies with it.
      const kept = Math.floor(socket.received.length / (round % 3 === 0 ? 1 : 2));
      heard.push(...socket.received.slice(0, kept));
      acked += kept;
      if (round % 4 !== 0) socket.say({ type: 'ack', offset: acked });
      socket.end(1006);
      vi.advanceTimersByTime(7000);
      server.newest().say({ type: 'ready', offset: acked });
    }
    heard.push(...server.newest().received);
    expect(heard).toEqual([...bytes(0, captured)]);
  });

  it('waits while the network does not take more', () => {
    server.newest().say({ type: 'ready', offset: 0 });
    server.newest().bufferedAmount = 300_000;
    capture(50_000);
    expect(server.newest().received).toEqual([]);
    server.newest().bufferedAmount = 0;
    vi.advanceTimersByTime(30);
    expect(server.newest().received).toHaveLength(50_000);
  });

  it('gives up a connection whose bytes no longer leave', () => {
    server.newest().say({ type: 'ready', offset: 0 });
    capture(1000);
    server.newest().bufferedAmount = 500;
    capture(1000);
    // All that is sent since stays in the buffer.
    server.newest().bufferedAmount = 1500;
    vi.advanceTimersByTime(11_000);
    expect(server.sockets).toHaveLength(2);
  });

  it('gives up a server that never gets ready', () => {
    vi.advanceTimersByTime(11_000);
    expect(server.sockets.length).toBeGreaterThan(1);
    expect(server.sockets[0]?.closed).toBe(true);
  });

  describe('stopping', () => {
    it('says stop behind the last byte, waits for the outcome, and is done', () => {
      server.newest().say({ type: 'ready', offset: 0 });
      capture(5000);
      uplink.stop();
      expect(server.newest().stopRequests).toBe(1);
      expect(phase()).toBe('finishing');
      server.newest().say({ type: 'ack', offset: 5000 });
      expect(phase()).toBe('finishing');
      server.newest().end(1000);
      expect(uplink.state.get()).toMatchObject({ phase: 'done', acked: 5000 });
      vi.advanceTimersByTime(60_000);
      expect(server.sockets).toHaveLength(1);
    });

    it('resends and says stop again when the connection is lost before the outcome', () => {
      server.newest().say({ type: 'ready', offset: 0 });
      capture(5000);
      uplink.stop();
      server.newest().say({ type: 'ack', offset: 2000 });
      lose();
      expect(phase()).toBe('finishing');
      server.newest().say({ type: 'ready', offset: 2000 });
      expect(server.newest().received).toEqual([...bytes(2000, 3000)]);
      expect(server.newest().stopRequests).toBe(1);
      server.newest().say({ type: 'ack', offset: 5000 });
      server.newest().end(1000);
      expect(phase()).toBe('done');
    });

    it('waits for a server that is away, then sends everything', () => {
      capture(5000);
      uplink.stop();
      lose();
      server.newest().say({ type: 'ready', offset: 0 });
      expect(server.newest().received).toHaveLength(5000);
      expect(server.newest().stopRequests).toBe(1);
    });

    it('does not take a normal close for done that it did not ask for', () => {
      server.newest().say({ type: 'ready', offset: 0 });
      capture(5000);
      server.newest().end(1000);
      expect(phase()).toBe('reconnecting');
    });
  });

  describe('a final close', () => {
    it.each([
      [4400, 'The server did not accept this audio.'],
      [4404, 'This session does not exist.'],
      [4409, 'This recording goes on in another window.'],
      [4410, 'The session has ended, so it takes no more audio.'],
    ])('of code %i fails with a reason and is not tried again', (code, reason) => {
      server.newest().end(code);
      expect(uplink.state.get()).toMatchObject({ phase: 'failed', error: reason });
      vi.advanceTimersByTime(60_000);
      expect(server.sockets).toHaveLength(1);
    });

    it('shows what the server said', () => {
      server.newest().say({ type: 'error', code: 'audio.encoding', message: 'Only linear16 is accepted.' });
      server.newest().end(4400);
      expect(uplink.state.get().error).toBe('Only linear16 is accepted.');
    });

    it('waits, and tells why it is not let in, until it is', () => {
      server.newest().say({ type: 'error', code: 'limit.connections', message: 'Too many connections.' });
      server.newest().end(4429);
      expect(uplink.state.get()).toMatchObject({ connected: false, trouble: 'Too many connections.', error: undefined });
      vi.advanceTimersByTime(400);
      server.newest().say({ type: 'ready', offset: 0 });
      expect(uplink.state.get()).toMatchObject({ connected: true, trouble: undefined });
      lose();
      expect(uplink.state.get().trouble).toBeUndefined();
    });
  });

  describe('with tickets', () => {
    let asked: boolean[];
    let give: (ticket: string) => void;
    let refuse: () => void;

    beforeEach(() => {
      uplink.abandon();
      server.sockets.length = 0;
      asked = [];
      uplink = new AudioUplink({
        url: (offset, ticket) => `${url(offset)}${offset === undefined ? '?' : '&'}ticket=${ticket}`,
        ticket: (refused) => {
          asked.push(refused);
          return new Promise((resolve, reject) => {
            give = resolve;
            refuse = () => reject(new Error('You are signed out.'));
          });
        },
        source: backlog,
        wholeChannel: false,
        open: server.open,
      });
      uplink.start();
    });

    const ticket = () => new URL(server.newest().url).searchParams.get('ticket');
    const settle = () => vi.advanceTimersByTimeAsync(0);
    const begin = async () => {
      give('one');
      await settle();
      server.newest().say({ type: 'ready', offset: 0 });
    };

    it('connects with a ticket of its own each time, and not before it has one', async () => {
      expect(server.sockets).toHaveLength(0);
      await begin();
      expect(ticket()).toBe('one');
      lose();
      expect(server.sockets).toHaveLength(1);
      give('two');
      await settle();
      expect([server.sockets.length, ticket()]).toEqual([2, 'two']);
    });

    it('returns with a new ticket when its credentials expired, and loses nothing', async () => {
      await begin();
      capture(10_000);
      server.newest().say({ type: 'ack', offset: 4000 });
      server.newest().end(4401);
      expect(phase()).toBe('reconnecting');
      capture(2000);
      await vi.advanceTimersByTimeAsync(400);
      give('two');
      await settle();
      expect([asked, ticket(), server.newest().offset]).toEqual([[false, true], 'two', '4000']);
      server.newest().say({ type: 'ready', offset: 4000 });
      expect(server.newest().received).toEqual([...bytes(4000, 8000)]);
    });

    it('keeps everything while nobody is signed in, and sends it once somebody is', async () => {
      await begin();
      capture(5000);
      server.newest().end(4401);
      for (let round = 0; round < 5; round += 1) {
        await vi.advanceTimersByTimeAsync(7000);
        refuse();
        await settle();
      }
      expect([phase(), server.sockets.length, backlog.size]).toEqual(['reconnecting', 1, 5000]);
      await vi.advanceTimersByTimeAsync(7000);
      give('two');
      await settle();
      server.newest().say({ type: 'ready', offset: 0 });
      expect(server.newest().received).toEqual([...bytes(0, 5000)]);
    });

    it('asks again when no ticket comes, and does not use the one that comes too late', async () => {
      const late = give;
      await vi.advanceTimersByTimeAsync(11_000);
      expect(asked).toHaveLength(2);
      late('late');
      await settle();
      expect(server.sockets).toHaveLength(0);
      give('two');
      await settle();
      expect(ticket()).toBe('two');
    });

    it('does not connect after it was given up', async () => {
      uplink.abandon();
      give('one');
      await settle();
      expect(server.sockets).toHaveLength(0);
    });
  });

  it('fails rather than lose audio that the server asks for and this page no longer has', () => {
    server.newest().say({ type: 'ready', offset: 0 });
    capture(5000);
    server.newest().say({ type: 'ack', offset: 4000 });
    lose();
    server.newest().say({ type: 'ready', offset: 1000 });
    expect(phase()).toBe('failed');
  });

  it('ignores messages that are no JSON or of no known kind', () => {
    server.newest().dispatchEvent(new MessageEvent('message', { data: 'hello' }));
    server.newest().dispatchEvent(new MessageEvent('message', { data: new ArrayBuffer(2) }));
    server.newest().say({ type: 'partial', text: 'x' });
    expect(phase()).toBe('connecting');
  });
});
