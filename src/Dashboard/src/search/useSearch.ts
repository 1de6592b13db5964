import { useCallback, useEffect, useState } from 'react';
import { ApiError, isAbort, messageOf } from '../api/http';
import { search, type Question, type SearchHit } from './search';

export interface Found {
  results: readonly SearchHit[] | undefined;
  more: boolean;
  /** What the server says of the question itself: nothing went wrong, there is only nothing to look for. */
  advice: string | undefined;
  error: string | undefined;
  busy: boolean;
  loadMore: () => void;
}

/** Nobody wants an answer to each letter. */
const typing = 250;

/** Finds what is asked for, a moment after the last change. What was found before stays until then. @param within One session; undefined: all of them. */
export function useSearch(question: Question, within?: string): Found {
  const [found, setFound] = useState<{ results: readonly SearchHit[]; next: string | undefined }>();
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const asked = question.q.trim() !== '';

  useEffect(() => {
    setFailure(undefined);
    if (!asked) {
      setFound(undefined);
      return undefined;
    }
    const abort = new AbortController();
    const ask = async () => {
      setBusy(true);
      try {
        const { results, next } = await search(question, within, undefined, abort.signal);
        setFound({ results, next: next ?? undefined });
      } catch (error) {
        if (isAbort(error)) return;
        setFound(undefined);
        setFailure(error);
      } finally {
        if (!abort.signal.aborted) setBusy(false);
      }
    };
    const timer = setTimeout(() => void ask(), typing);
    return () => {
      clearTimeout(timer);
      abort.abort();
      setBusy(false);
    };
  }, [question, within, asked]);

  const next = found?.next;
  const loadMore = useCallback(async () => {
    if (!next) return;
    setBusy(true);
    try {
      const page = await search(question, within, next);
      // Another question may have been asked meanwhile.
      setFound((before) => (before?.next === next ? { results: [...before.results, ...page.results], next: page.next ?? undefined } : before));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }, [next, question, within]);

  const advises = failure instanceof ApiError && (failure.status === 400 || failure.status === 422);
  return {
    results: found?.results,
    more: next !== undefined,
    advice: advises ? messageOf(failure) : undefined,
    error: failure !== undefined && !advises ? messageOf(failure) : undefined,
    busy,
    loadMore: () => void loadMore(),
  };
}
