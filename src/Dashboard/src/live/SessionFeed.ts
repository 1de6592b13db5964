import { Backoff, retryEvents } from '../api/backoff';
import type { FeedItem } from './feedItem';
import type { Hub } from './hub';

/** `refused`: the server is there, and lets no connection in; a browser does not tell why. `gone`: the session was erased. */
export type FeedState = 'connecting' | 'live' | 'reconnecting' | 'refused' | 'gone';

/** What the server says of a session that was there. */
const gone = /\bsession\.(erased|not-found)\b/;

/** One may be a server that is just stopping. */
const refusalsThatTell = 2;

export interface FeedOptions {
  sessionId: string;
  connect: () => Hub;
  /** Sequence number of the newest event that is in: the feed resumes behind it. */
  position: () => number;
  /** Takes an item in; returns whether it left a hole, so that the feed resumes from {@link position}. */
  accept: (item: FeedItem) => boolean;
  onState: (state: FeedState) => void;
}

/** Keeps one session's live feed running: resumes gaplessly after every loss of the connection, for as long as it is open. */
export class SessionFeed {
  readonly #options: FeedOptions;
  readonly #backoff = new Backoff();
  #hub: Hub | undefined;
  #closed = false;
  /** How often in a row the server answered, and let no connection in. */
  #refusals = 0;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  open() {
    retryEvents.forEach((event) => globalThis.addEventListener?.(event, this.#retryNow));
    this.#options.onState('connecting');
    void this.#connect();
  }

  close() {
    this.#closed = true;
    retryEvents.forEach((event) => globalThis.removeEventListener?.(event, this.#retryNow));
    this.#backoff.cancel();
    this.#drop();
  }

  /** Items of a connection that was given up are not looked at: each attempt belongs to its own hub. */
  async #connect() {
    const hub = this.#options.connect();
    this.#hub = hub;
    const lost = () => {
      if (this.#hub === hub) this.#reconnect();
    };
    hub.onclose(lost);
    try {
      await hub.start();
    } catch {
      if (this.#hub === hub) this.#refusals = hub.answered() ? this.#refusals + 1 : 0;
      return lost();
    }
    if (this.#hub !== hub) return;
    hub.stream('Events', this.#options.sessionId, this.#options.position()).subscribe({
      next: (item) => {
        if (this.#hub === hub) this.#take(item);
      },
      error: (failure) => {
        if (this.#hub === hub && gone.test(String(failure))) this.#end();
        else lost();
      },
      complete: lost,
    });
  }

  #take(item: FeedItem) {
    if (item.event === 'connected') {
      this.#backoff.connected();
      this.#refusals = 0;
      this.#options.onState('live');
    }
    if (this.#options.accept(item)) this.#reconnect();
  }

  #end() {
    this.close();
    this.#options.onState('gone');
  }

  #reconnect() {
    this.#drop();
    if (this.#closed) return;
    this.#options.onState(this.#refusals >= refusalsThatTell ? 'refused' : 'reconnecting');
    this.#backoff.schedule(() => void this.#connect());
  }

  readonly #retryNow = () => {
    if (this.#hub || this.#closed) return;
    this.#backoff.cancel();
    void this.#connect();
  };

  #drop() {
    const hub = this.#hub;
    this.#hub = undefined;
    // Closing a connection that is already gone is no news.
    hub?.stop().catch(() => undefined);
  }
}
