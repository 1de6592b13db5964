import type { IdentityState } from './identityState';

/** What the page offers on a session: nothing that the server would refuse. */
export interface SessionAccess {
  /** Audio, by any way. */
  add: boolean;
  /** Its name, its start and its end. */
  change: boolean;
  /** Links for strangers. */
  share: boolean;
  /** There is a list of sessions to go to. */
  list: boolean;
}

const nothing: SessionAccess = { add: false, change: false, share: false, list: false };

/** @param ownerId Who created the session; undefined until its history says so. */
export function sessionAccess(state: IdentityState, ownerId: string | undefined): SessionAccess {
  if (state.status !== 'known') return nothing;
  const mayChange = state.me.role === 'admin' || (ownerId !== undefined && ownerId === state.me.id);
  return { add: true, change: mayChange, share: mayChange, list: true };
}
