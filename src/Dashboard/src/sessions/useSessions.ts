import { useCallback, useEffect, useRef, useState } from 'react';
import { isAbort } from '../api/http';
import { listSessions, type Session, type SessionStatus } from './session';

interface Loaded {
  sessions: Session[];
  next: string | undefined;
}

const refreshEvery = 5000;

/** The sessions that match, newest first, kept fresh while the page is visible. */
export function useSessions(status: SessionStatus | undefined, q: string) {
  const [loaded, setLoaded] = useState<Loaded>();
  const [error, setError] = useState<unknown>();
  const [loadingMore, setLoadingMore] = useState(false);
  const reload = useRef<() => void>(undefined);

  useEffect(() => {
    const abort = new AbortController();
    const load = async (merge: boolean) => {
      try {
        const page = await listSessions({ status, q }, abort.signal);
        setLoaded((before) => (merge && before ? withFreshStart(before, page) : page));
        setError(undefined);
      } catch (failure) {
        if (!isAbort(failure)) setError(failure);
      }
    };
    reload.current = () => void load(false);
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void load(true);
    }, refreshEvery);
    void load(false);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [status, q]);

  const next = loaded?.next;
  const loadMore = useCallback(async () => {
    if (!next) return;
    setLoadingMore(true);
    try {
      const page = await listSessions({ status, q, cursor: next });
      setLoaded((before) => ({ sessions: distinct([...(before?.sessions ?? []), ...page.sessions]), next: page.next }));
    } catch (failure) {
      setError(failure);
    } finally {
      setLoadingMore(false);
    }
  }, [next, status, q]);

  return { sessions: loaded?.sessions, more: next !== undefined, error, loadingMore, loadMore, retry: () => reload.current?.() };
}

/** Renews the first page and keeps what was loaded behind it. */
export function withFreshStart(before: Loaded, first: Loaded): Loaded {
  if (before.sessions.length <= first.sessions.length || !first.next) return first;
  return { sessions: distinct([...first.sessions, ...before.sessions]), next: before.next };
}

function distinct(sessions: Session[]): Session[] {
  return [...new Map(sessions.toReversed().map((session) => [session.id, session])).values()].toReversed();
}
