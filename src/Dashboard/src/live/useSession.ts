import { useEffect, useState } from 'react';
import { ApiError, isAbort, messageOf, passes } from '../api/http';
import { Backoff } from '../api/backoff';
import { getSession, type Session } from '../sessions/session';
import { FollowedSession, type LiveSession } from './LiveSession';

export type SessionLoad =
  | { state: 'loading'; trouble: string | undefined }
  | { state: 'missing' }
  | { state: 'refused'; message: string }
  | { state: 'open'; session: Session; live: LiveSession };

/** Looks a session up and follows it live; a server that is away is asked again until it answers. */
export function useSession(sessionId: string): SessionLoad {
  const [load, setLoad] = useState<SessionLoad>({ state: 'loading', trouble: undefined });
  useEffect(() => {
    const abort = new AbortController();
    const backoff = new Backoff();
    let live: FollowedSession | undefined;
    const look = async () => {
      try {
        const session = await getSession(sessionId, abort.signal);
        backoff.connected();
        live = new FollowedSession(sessionId);
        live.open();
        setLoad({ state: 'open', session, live });
      } catch (error) {
        if (isAbort(error)) return;
        const status = error instanceof ApiError ? error.status : 0;
        if (status === 404) setLoad({ state: 'missing' });
        else if (status >= 400 && !passes(error)) setLoad({ state: 'refused', message: messageOf(error) });
        else {
          setLoad({ state: 'loading', trouble: messageOf(error) });
          backoff.schedule(() => void look());
        }
      }
    };
    void look();
    return () => {
      abort.abort();
      backoff.cancel();
      live?.close();
    };
  }, [sessionId]);
  return load;
}
