import { Store } from '../state/store';

/** Where the replay on the page is. */
export interface ReplayPosition {
  sessionId: string;
  /** The moment that is shown, epoch milliseconds. */
  at: number;
  /** The same in seconds since the session first began, pauses included. */
  seconds: number;
  /** Whether it goes on: not while it is paused, nor on the way to a place. */
  playing: boolean;
  /** So many seconds of the session go by in one. */
  speed: number;
}

/** What is replayed on this page, renewed several times a second while it plays; undefined while nothing is. For whoever goes along with it. */
export const replayPosition = new Store<ReplayPosition | undefined>(undefined);
