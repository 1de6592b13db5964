import { useRef, useState } from 'react';
import { messageOf } from '../api/http';

/** Something that the user asks for: whether it is being done, and why it was not. */
export interface Action<A extends unknown[]> {
  run: (...args: A) => Promise<void>;
  busy: boolean;
  /** For people; undefined while nothing went wrong. */
  error: string | undefined;
  dismiss: () => void;
}

/** Does one thing at a time; what is asked for meanwhile is not done twice. */
export function useAction<A extends unknown[]>(act: (...args: A) => Promise<unknown>): Action<A> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const running = useRef(false);
  const run = async (...args: A) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(undefined);
    try {
      await act(...args);
    } catch (failure) {
      setError(messageOf(failure));
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { run, busy, error, dismiss: () => setError(undefined) };
}
