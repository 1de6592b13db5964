import type { SharedSession } from './Identity';
import { parseRoute } from '../routing/route';

/** Where a tab keeps what its link carried, so that a reload still works. It goes with the tab. */
export type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const inviteKey = 'invitation';
const resetKey = 'reset';
const shareKey = (sessionId: string) => `share:${sessionId}`;

/**
 * Takes the secret out of a link's fragment into the tab's storage, and gives the address without it: `#share=…` of a session, `#token=…` of an
 * invitation or of a password's reset. Undefined when there is none.
 */
export function takeSecret({ pathname, hash }: { pathname: string; hash: string }, storage: TabStorage): string | undefined {
  const fragment = new URLSearchParams(hash.slice(1));
  const route = parseRoute(pathname);
  const share = fragment.get('share');
  const token = fragment.get('token');
  if (route.page === 'session' && share) storage.setItem(shareKey(route.sessionId), share);
  else if (route.page === 'invite' && token) storage.setItem(inviteKey, token);
  else if (route.page === 'reset' && token) storage.setItem(resetKey, token);
  else return undefined;
  return pathname;
}

/** What this tab was given to see the session that an address shows. */
export function sharedSession(pathname: string, storage: TabStorage): SharedSession | undefined {
  const route = parseRoute(pathname);
  if (route.page !== 'session') return undefined;
  const token = storage.getItem(shareKey(route.sessionId));
  return token ? { sessionId: route.sessionId, token } : undefined;
}

export function forgetShare(sessionId: string, storage: TabStorage = sessionStorage) {
  storage.removeItem(shareKey(sessionId));
}

export function invitationToken(storage: TabStorage = sessionStorage): string | undefined {
  return storage.getItem(inviteKey) ?? undefined;
}

export function forgetInvitation(storage: TabStorage = sessionStorage) {
  storage.removeItem(inviteKey);
}

export function resetToken(storage: TabStorage = sessionStorage): string | undefined {
  return storage.getItem(resetKey) ?? undefined;
}

export function forgetReset(storage: TabStorage = sessionStorage) {
  storage.removeItem(resetKey);
}
