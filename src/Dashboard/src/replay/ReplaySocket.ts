import { Backoff, retryEvents } from '../api/backoff';
import { replayUrl, timeOf, type ReplayFrame, type ReplayStart } from './replayFrame';

export interface ReplaySocketOptions {
  sessionId: string;
  /** Where to begin, asked again before each connection. */
  start: () => ReplayStart;
  accept: (frame: ReplayFrame) => void;
  /** A connection begins, from where {@link start} says, with nothing. */
  onOpening: () => void;
  onLost: () => void;
  ticket: () => Promise<string | undefined>;
  open?: (url: string) => WebSocket;
}

/** Keeps a replay's connection: after a loss it begins again where the replay is. */
export class ReplaySocket {
  readonly #options: ReplaySocketOptions;
  readonly #backoff = new Backoff();
  #socket: WebSocket | undefined;
  #closed = false;
  /** The server is there. */
  #greeted = false;

  constructor(options: ReplaySocketOptions) {
    this.#options = options;
    retryEvents.forEach((event) => globalThis.addEventListener?.(event, this.#retryNow));
    void this.#connect();
  }

  /** Says something; while there is no connection nobody need be told: the next one begins with it. */
  send(message: object) {
    if (this.#greeted) this.#socket?.send(JSON.stringify(message));
  }

  close() {
    this.#closed = true;
    retryEvents.forEach((event) => globalThis.removeEventListener?.(event, this.#retryNow));
    this.#backoff.cancel();
    this.#drop()?.close();
  }

  async #connect() {
    const { sessionId, start, accept, onOpening, ticket, open = (url) => new WebSocket(url) } = this.#options;
    let begun: ReplayStart;
    let socket: WebSocket;
    try {
      const given = await ticket();
      if (this.#closed) return;
      begun = start();
      onOpening();
      socket = open(replayUrl(sessionId, begun, given));
    } catch {
      return this.#lost();
    }
    this.#socket = socket;
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
      if (this.#socket !== socket) return;
      const frame = JSON.parse(data) as ReplayFrame;
      if (frame.event === 'connected') this.#begin(begun);
      accept(frame);
    });
    socket.addEventListener('close', () => {
      if (this.#socket === socket) this.#lost();
    });
  }

  /** Says what has been wished for while the connection was being made. */
  #begin(begun: ReplayStart) {
    this.#greeted = true;
    this.#backoff.connected();
    const { at, speed, paused } = this.#options.start();
    if (at !== begun.at) this.send({ type: 'seek', at: timeOf(at) });
    if (speed !== begun.speed) this.send({ type: 'speed', speed });
    if (paused !== begun.paused) this.send({ type: paused ? 'pause' : 'resume' });
  }

  #lost() {
    this.#drop();
    if (this.#closed) return;
    this.#options.onLost();
    this.#backoff.schedule(() => void this.#connect());
  }

  readonly #retryNow = () => {
    if (this.#socket || this.#closed) return;
    this.#backoff.cancel();
    void this.#connect();
  };

  #drop(): WebSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#greeted = false;
    return socket;
  }
}
