/** The server's end of a WebSocket, in a test's hands. */
export class FakeSocket extends EventTarget {
  binaryType = 'blob';
  bufferedAmount = 0;
  closed = false;
  readonly #frames: Uint8Array[] = [];
  readonly texts: string[] = [];

  constructor(readonly url: string) {
    super();
  }

  send(data: string | Uint8Array) {
    if (typeof data === 'string') this.texts.push(data);
    else this.#frames.push(data.slice());
  }

  close() {
    this.closed = true;
  }

  /** What the server says. */
  say(message: object) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }

  /** Ends the connection from the server's side, or (1006) by losing it. */
  end(code: number) {
    const event = Object.assign(new Event('close'), { code });
    this.dispatchEvent(event);
  }

  /** All PCM received over this connection, in order. */
  get received(): number[] {
    return this.#frames.flatMap((frame) => Array.from(frame));
  }

  get receivedLength(): number {
    return this.#frames.reduce((sum, { length }) => sum + length, 0);
  }

  get offset(): string | null {
    return new URL(this.url).searchParams.get('offset');
  }

  get channel(): string {
    return new URL(this.url).searchParams.get('channel') ?? '';
  }

  get stopRequests(): number {
    return this.texts.filter((text) => text === '{"type":"stop"}').length;
  }
}

/** Makes sockets and keeps them, newest last. */
export function fakeSockets() {
  const sockets: FakeSocket[] = [];
  const open = (url: string) => {
    const socket = new FakeSocket(url);
    sockets.push(socket);
    return socket as unknown as WebSocket;
  };
  return { sockets, open, newest: () => sockets.at(-1)! };
}
