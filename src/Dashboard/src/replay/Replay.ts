import { ticket } from '../identity/current';
import { soon, type LiveSession } from '../live/LiveSession';
import type { FeedState } from '../live/SessionFeed';
import { emptyTimeline, reduce, type Timeline } from '../live/timeline';
import { Store, type Readable } from '../state/store';
import { goesOnAt } from './liveTime';
import { timeOf, type ReplayFrame, type ServerPosition } from './replayFrame';
import { replayPosition } from './replayPosition';
import { ReplaySocket, type ReplaySocketOptions } from './ReplaySocket';

export const speeds = [0.5, 1, 2, 4, 8, 16] as const;

export interface ReplayState {
  /** Whether the page shows a moment instead of the whole session. */
  active: boolean;
  playing: boolean;
  speed: number;
  /** The moment that is shown, epoch milliseconds. */
  at: number;
}

/** How often (ms) the moment is renewed while it plays. */
const pace = 100;

/** A session that is over as it was at a moment, and from there on. Folds what the replay feed says like a live one, so that the page shows it in the same way. */
export class Replay implements LiveSession {
  readonly timeline = new Store<Timeline>(emptyTimeline);
  readonly connection = new Store<FeedState>('connecting');
  readonly state = new Store<ReplayState>({ active: false, playing: false, speed: 1, at: 0 });

  readonly #sessionId: string;
  readonly #whole: Readable<Timeline>;
  readonly #options: Pick<ReplaySocketOptions, 'ticket' | 'open'>;
  #socket: ReplaySocket | undefined;
  #folded: Timeline = emptyTimeline;
  /** What is on its way to a place: shown when it is there. */
  #seeking = false;
  /** Where it is to go, until the server goes there: what it says until then is of the place before. */
  #asked: number | undefined;
  /** What the server said last, and when (ms). */
  #said: { at: number; heard: number } | undefined;
  /** When the session first began, and when the last thing happened in it. */
  #zero = 0;
  #end = Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;
  #cancelShow: (() => void) | undefined;

  /** @param whole The whole session, which says when it was live. */
  constructor(sessionId: string, whole: Readable<Timeline>, options: Pick<ReplaySocketOptions, 'ticket' | 'open'> = { ticket }) {
    this.#sessionId = sessionId;
    this.#whole = whole;
    this.#options = options;
  }

  /** Plays on; at the end, or when nothing is shown yet, from the beginning. */
  play() {
    const { active, at } = this.state.get();
    const { stretches } = this.#whole.get();
    if (!active || at >= endOf(this.#whole.get())) this.seek(stretches[0]?.from ?? 0);
    this.#rebase();
    this.#change({ playing: true });
    this.#socket?.send({ type: 'resume' });
  }

  pause() {
    this.#rebase();
    this.#change({ playing: false });
    this.#socket?.send({ type: 'pause' });
  }

  setSpeed(speed: number) {
    this.#rebase();
    this.#change({ speed });
    this.#socket?.send({ type: 'speed', speed });
  }

  /** Shows a moment, epoch milliseconds; whether it plays stays as it is. */
  seek(at: number) {
    this.#said = undefined;
    this.#asked = at;
    this.#change({ active: true, at: Math.min(at, endOf(this.#whole.get())) });
    this.#seeking = true;
    if (this.#socket) this.#socket.send({ type: 'seek', at: timeOf(at) });
    else this.#open();
  }

  /** Shows the whole session again. */
  leave() {
    this.#socket?.close();
    this.#socket = undefined;
    clearInterval(this.#timer);
    this.#stopShowing();
    this.#forget();
    this.timeline.set(emptyTimeline);
    this.state.update({ active: false, playing: false });
    replayPosition.set(undefined);
  }

  #open() {
    this.#socket = new ReplaySocket({
      ...this.#options,
      sessionId: this.#sessionId,
      start: () => {
        const { at, speed, playing } = this.state.get();
        return { at, speed, paused: !playing };
      },
      accept: (frame) => this.#accept(frame),
      onOpening: () => this.#forget(),
      onLost: () => this.connection.set('reconnecting'),
    });
    this.#timer = setInterval(() => this.#tick(), pace);
  }

  #accept(frame: ReplayFrame) {
    switch (frame.event) {
      case 'replay.reset':
        this.#folded = { ...emptyTimeline, greetedAt: this.#folded.greetedAt, historySeq: this.#folded.historySeq };
        return;
      case 'replay.position':
        return this.#place(frame.data);
      case 'replay.ended':
        return this.pause();
      default:
        this.#folded = reduce(this.#folded, frame, Date.now());
        if (frame.event === 'connected') this.connection.set('live');
        if (!this.#seeking) this.#cancelShow ??= soon(() => this.#show(), false);
    }
  }

  #place({ at, caught_up: caughtUp, from, to }: ServerPosition) {
    this.#zero = Date.parse(from);
    this.#end = Date.parse(to);
    if (this.#asked !== undefined) {
      const asked = Math.min(Math.max(this.#asked, this.#zero), this.#end);
      if (caughtUp || Math.abs(Date.parse(at) - asked) > 1) return;
      this.#asked = undefined;
    }
    this.#seeking = !caughtUp;
    if (!caughtUp) return this.#stopShowing();
    this.#said = { at: Date.parse(at), heard: performance.now() };
    this.#show();
    this.#tick();
  }

  /** The moment goes on by itself between what the server says of it. */
  #tick() {
    if (!this.#said) return;
    const { playing } = this.state.get();
    const at = this.#now(this.#said);
    const next = playing && at < this.#end ? goesOnAt(this.#whole.get().stretches, at) : undefined;
    // Nobody waits until a session is resumed on another day; and what was added after its end is there at once.
    if (next !== undefined) this.seek(next);
    else this.#change({ at: Math.min(at, endOf(this.#whole.get())) });
  }

  #now({ at, heard }: { at: number; heard: number }): number {
    const { playing, speed } = this.state.get();
    return at + (playing ? (performance.now() - heard) * speed : 0);
  }

  /** What goes by from now on goes by in another way. */
  #rebase() {
    if (this.#said) this.#said = { at: this.#now(this.#said), heard: performance.now() };
  }

  #change(change: Partial<ReplayState>) {
    this.state.update(change);
    const { active, at, playing, speed } = this.state.get();
    if (!active) return;
    const zero = this.#whole.get().stretches[0]?.from ?? at;
    // On the way to a place nothing goes by.
    replayPosition.set({ sessionId: this.#sessionId, at, seconds: Math.max(0, (at - zero) / 1000), playing: playing && this.#said !== undefined, speed });
  }

  #forget() {
    this.#folded = emptyTimeline;
    this.#said = undefined;
    this.#asked = this.state.get().at;
    this.#seeking = true;
  }

  #show() {
    this.#stopShowing();
    this.timeline.set(this.#folded);
  }

  #stopShowing() {
    this.#cancelShow?.();
    this.#cancelShow = undefined;
  }
}

/** When the session was live last. */
function endOf({ stretches }: Timeline): number {
  return stretches.at(-1)?.to ?? Infinity;
}
