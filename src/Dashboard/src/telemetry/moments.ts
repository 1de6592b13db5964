import { Store } from '../state/store';

/** A moment that somebody points at, in a plot or in the transcript. */
export interface Pointed {
  /** Epoch milliseconds. */
  at: number;
  /** Where they point: a plot's channel, or {@link inTranscript} or {@link inReplay}. */
  by: string | symbol;
}

/** Nobody's channel has this name. */
export const inTranscript = Symbol('transcript');

/** The moment that is replayed. */
export const inReplay = Symbol('replay');

/** What somebody points at right now on one session's page: plots and transcript show it together. */
export type Pointer = Store<Pointed | undefined>;

export function newPointer(): Pointer {
  return new Store<Pointed | undefined>(undefined);
}
