import { sessionAccess, type SessionAccess } from '../identity/access';
import { identity } from '../identity/current';
import { useStore } from '../state/store';
import type { LiveSession } from './LiveSession';

/** What the page offers to whoever is there on this session. */
export function useSessionAccess(live: LiveSession): SessionAccess {
  const state = useStore(identity.state);
  const ownerId = useStore(live.timeline, (timeline) => timeline.ownerId);
  return sessionAccess(state, ownerId);
}
