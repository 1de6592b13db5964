import { Store, type Readable } from '../state/store';
import type { FeedItem } from './feedItem';
import { connectHub, type Hub } from './hub';
import { SessionFeed, type FeedState } from './SessionFeed';
import { emptyTimeline, reduce, type Timeline } from './timeline';

/** How often a long history is shown while it comes in; drawing it in between would only make it come later. */
const historyInterval = 300;

/** One session as the page shows it. */
export interface LiveSession {
  readonly timeline: Readable<Timeline>;
  readonly connection: Readable<FeedState>;
}

/** One session followed live. Items are folded in at once and shown once per frame at most. */
export class FollowedSession implements LiveSession {
  readonly timeline = new Store<Timeline>(emptyTimeline);
  readonly connection = new Store<FeedState>('connecting');

  readonly #feed: SessionFeed;
  #folded: Timeline = emptyTimeline;
  #cancelShow: (() => void) | undefined;

  constructor(sessionId: string, connect: () => Hub = connectHub) {
    this.#feed = new SessionFeed({
      sessionId,
      connect,
      position: () => this.#folded.lastSeq,
      accept: (item) => this.#accept(item),
      onState: (state) => this.connection.set(state),
    });
  }

  open() {
    this.#feed.open();
  }

  close() {
    this.#feed.close();
    this.#stopShowing();
  }

  #accept(item: FeedItem): boolean {
    const before = this.#folded;
    this.#folded = reduce(before, item, Date.now());
    const { lastSeq, historySeq, hole } = this.#folded;
    if (lastSeq === historySeq && before.lastSeq < historySeq) this.#stopShowing();
    this.#cancelShow ??= soon(() => this.#show(), lastSeq < historySeq);
    return hole;
  }

  #show() {
    this.#cancelShow = undefined;
    this.timeline.set(this.#folded);
  }

  #stopShowing() {
    this.#cancelShow?.();
    this.#cancelShow = undefined;
  }
}

/** With the next frame, or later; a hidden page gets no frames, but its title and state go on all the same. */
export function soon(show: () => void, later: boolean): () => void {
  const frame = later ? undefined : globalThis.requestAnimationFrame?.(() => run());
  const timer = setTimeout(() => run(), later ? historyInterval : 100);
  const cancel = () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const run = () => {
    cancel();
    show();
  };
  return cancel;
}
