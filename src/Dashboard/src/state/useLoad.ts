import { useCallback, useEffect, useState } from 'react';
import { isAbort, messageOf } from '../api/http';

export interface Load<T> {
  /** Undefined until it came. */
  value: T | undefined;
  /** Why it could not be had, for people. */
  error: string | undefined;
  /** Gets it anew; what is there stays until then. */
  reload: () => void;
  /** Puts something else in its place, known from an answer. */
  replace: (value: T) => void;
}

/** Gets something from the server when the component appears. `get` must not change from one drawing to the next. */
export function useLoad<T>(get: (signal: AbortSignal) => Promise<T>): Load<T> {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<string>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    get(abort.signal).then(
      (got) => {
        if (abort.signal.aborted) return;
        setValue(got);
        setError(undefined);
      },
      (failure: unknown) => {
        if (!abort.signal.aborted && !isAbort(failure)) setError(messageOf(failure));
      },
    );
    return () => abort.abort();
  }, [get, round]);
  return { value, error, reload: useCallback(() => setRound((before) => before + 1), []), replace: setValue };
}
