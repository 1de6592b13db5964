import { Store } from '../state/store';
import type { FeedItem } from './feedItem';
import { connectHub, type Hub } from './hub';
import { SessionFeed, type FeedState } from './SessionFeed';
import { emptyTimeline, reduce, type Timeline } from './timeline';

/** One session followed live. Items are folded in at once and shown once per frame, so that a long history does not draw line by line. */
export class LiveSession {
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
    this.#cancelShow?.();
  }

  #accept(item: FeedItem): boolean {
    this.#folded = reduce(this.#folded, item);
    this.#cancelShow ??= nextFrame(() => {
      this.#cancelShow = undefined;
      this.timeline.set(this.#folded);
    });
    return this.#folded.hole;
  }
}

/** With the next frame; a hidden page gets none, but its title and state go on all the same. */
function nextFrame(show: () => void): () => void {
  const frame = globalThis.requestAnimationFrame?.(() => run());
  const timer = setTimeout(() => run(), 100);
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
