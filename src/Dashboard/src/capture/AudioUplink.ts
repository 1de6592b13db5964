import { Backoff, retryEvents } from '../api/backoff';
import { Store } from '../state/store';
import { finalReason, notKnown, passingReason } from './closeCodes';
import type { PcmSource } from './PcmSource';
import { readServerMessage } from './serverMessage';

export type UplinkPhase = 'connecting' | 'sending' | 'reconnecting' | 'finishing' | 'done' | 'failed';

export interface UplinkState {
  phase: UplinkPhase;
  /** Whether the server is there and takes audio now. */
  connected: boolean;
  /** Bytes of the source that the server has been sent. */
  sent: number;
  /** Bytes of the source whose outcome is on record. */
  acked: number;
  /** Why it failed, for people. */
  error: string | undefined;
  /** Why the server does not let it in for now, for people. */
  trouble: string | undefined;
}

export interface UplinkOptions {
  /** The socket's address; `offset` is the number of the first byte that can still be sent, absent when all of it is new to the channel. */
  url: (offset: number | undefined, ticket: string | undefined) => string;
  /** Gets what opens the next connection; `refused`: the server did not, or no longer, know who opened the last one. */
  ticket?: ((refused: boolean) => Promise<string | undefined>) | undefined;
  source: PcmSource;
  /** Whether the source's byte 0 is the channel's byte 0 (a file that is played), or is appended to what the channel has (a microphone). */
  wholeChannel: boolean;
  open?: (url: string) => WebSocket;
}

/** A frame holds whole samples and stays well below the 64 KiB that the server takes. */
const frameBytes = 16 * 1024;
/** Bytes the browser may hold for the network before this waits. */
const maxBuffered = 256 * 1024;
const pollBuffered = 20;
/** Silence of the server after which a connection is given up: without a ticket, without its greeting, or with bytes that do not leave. */
const patience = 10_000;

/**
 * Sends a source's audio over the raw audio socket until the server has acknowledged all of it. Whatever happens to the connection,
 * it returns, is told where the server's knowledge ends, and sends from there: nothing is lost and nothing is heard twice.
 */
export class AudioUplink {
  readonly state = new Store<UplinkState>({ phase: 'connecting', connected: false, sent: 0, acked: 0, error: undefined, trouble: undefined });

  readonly #options: UplinkOptions;
  readonly #backoff = new Backoff();
  #socket: WebSocket | undefined;
  /** The request for a ticket that the next connection waits for. */
  #asking: symbol | undefined;
  #notKnown = false;
  /** The channel's number of the source's byte 0. */
  #base: number | undefined;
  #next = 0;
  #ready = false;
  #stopping = false;
  #stopSent = false;
  #refusal: string | undefined;
  #poll: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(options: UplinkOptions) {
    this.#options = options;
    if (options.wholeChannel) this.#base = 0;
  }

  start() {
    retryEvents.forEach((event) => globalThis.addEventListener?.(event, this.#retryNow));
    this.#connect();
  }

  /** Call when the source has more. */
  pump() {
    const { source } = this.#options;
    clearTimeout(this.#poll);
    if (!this.#ready || !this.#socket || this.#stopSent) return;
    while (this.#next < source.end) {
      if (this.#socket.bufferedAmount > maxBuffered) {
        this.#poll = setTimeout(() => this.pump(), pollBuffered);
        break;
      }
      const frame = source.read(this.#next, Math.min(frameBytes, source.end - this.#next));
      this.#socket.send(frame);
      this.#next += frame.length;
    }
    this.#watchBuffer();
    if (this.#stopping && !this.#stopSent && this.#next >= source.end) {
      this.#socket.send('{"type":"stop"}');
      this.#stopSent = true;
    }
    this.state.update({ sent: Math.max(this.#next, this.state.get().sent) });
  }

  /** No more audio comes: sends the rest, waits until all of it has its outcome, then is done. */
  stop() {
    if (this.#over) return;
    this.#stopping = true;
    this.#enter();
    this.pump();
  }

  /** Gives up at once; what has not been sent stays unsent. */
  abandon() {
    this.#leave();
  }

  get #over() {
    const { phase } = this.state.get();
    return phase === 'done' || phase === 'failed';
  }

  #connect() {
    const { ticket } = this.#options;
    if (!ticket) return this.#open(undefined);
    const asking = Symbol('ticket');
    this.#asking = asking;
    const still = (then: () => void) => () => (this.#asking === asking ? then() : undefined);
    const lost = still(() => this.#retry());
    this.#watch(lost);
    return void ticket(this.#notKnown).then((given) => still(() => this.#open(given))(), lost);
  }

  #open(ticket: string | undefined) {
    const { url, source, open = (address: string) => new WebSocket(address) } = this.#options;
    const socket = open(url(this.#base === undefined ? undefined : this.#base + source.first, ticket));
    this.#asking = undefined;
    this.#notKnown = false;
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#ready = false;
    this.#stopSent = false;
    this.#refusal = undefined;
    this.#watch(() => this.#lost(socket));
    socket.addEventListener('message', (event) => {
      if (this.#socket === socket) this.#hear(event.data);
    });
    socket.addEventListener('close', (event) => {
      if (this.#socket === socket) this.#closed(socket, event.code);
    });
  }

  #hear(data: unknown) {
    const message = readServerMessage(data);
    switch (message?.type) {
      case 'ready':
        this.#stopping ||= message.ended;
        return this.#begin(message.offset);
      case 'ack':
        return this.#ack(message.offset);
      case 'error':
        this.#refusal = message.message;
        return undefined;
      default:
        return undefined;
    }
  }

  #begin(offset: number) {
    const { source } = this.#options;
    this.#base ??= offset - source.first;
    this.#next = offset - this.#base;
    if (this.#next < source.first || this.#next > source.held) {
      return this.#fail('The server asks for audio that this page does not have. Start a new recording.');
    }
    this.#ready = true;
    this.#watch(undefined);
    this.#backoff.connected();
    this.state.update({ trouble: undefined });
    this.#enter();
    this.pump();
  }

  #ack(offset: number) {
    const { source } = this.#options;
    const acked = Math.min(offset - (this.#base ?? 0), source.held);
    if (acked <= this.state.get().acked) return;
    source.release(acked);
    this.state.update({ acked });
    this.pump();
  }

  /** After a stop the server closes normally only when everything is on record. */
  #closed(socket: WebSocket, code: number) {
    const reason = finalReason(code);
    this.#notKnown = code === notKnown;
    if (code === 1000 && this.#stopSent) {
      this.#leave();
      this.state.update({ phase: 'done', connected: false, acked: this.#next });
    } else if (reason) {
      this.#fail(this.#refusal ?? reason);
    } else {
      this.state.update({ trouble: passingReason(code, this.#refusal) });
      this.#lost(socket);
    }
  }

  #lost(socket: WebSocket) {
    if (this.#socket === socket) this.#retry();
  }

  #retry() {
    this.#drop();
    this.#enter();
    this.#backoff.schedule(() => this.#connect());
  }

  #fail(error: string) {
    this.#leave();
    this.state.update({ phase: 'failed', connected: false, error });
  }

  #enter() {
    const phase = this.#stopping ? 'finishing' : this.#ready ? 'sending' : this.state.get().phase === 'connecting' ? 'connecting' : 'reconnecting';
    this.state.update({ phase, connected: this.#ready });
  }

  readonly #retryNow = () => {
    if (this.#socket || this.#asking || this.#over) return;
    this.#backoff.cancel();
    this.#connect();
  };

  /** A peer that vanished without a word shows only in bytes that no longer leave. */
  #watchBuffer() {
    const socket = this.#socket;
    if (!socket || socket.bufferedAmount === 0) return this.#watch(undefined);
    if (this.#watchdog !== undefined) return undefined;
    const left = () => this.#next - socket.bufferedAmount;
    const before = left();
    return this.#watch(() => (left() > before ? this.#watchBuffer() : this.#lost(socket)));
  }

  #watch(expired: (() => void) | undefined) {
    clearTimeout(this.#watchdog);
    this.#watchdog = expired && setTimeout(() => {
      this.#watchdog = undefined;
      expired();
    }, patience);
  }

  #leave() {
    retryEvents.forEach((event) => globalThis.removeEventListener?.(event, this.#retryNow));
    this.#backoff.cancel();
    this.#drop();
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = this.#asking = undefined;
    this.#ready = false;
    clearTimeout(this.#poll);
    this.#watch(undefined);
    socket?.close();
  }
}
