import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Readable } from '../state/store';
import type { Timeline } from '../live/timeline';

/** What the transcript offers to whoever may correct it. */
export interface Corrections {
  sessionId: string;
  /** Everybody who speaks, when somebody asks. */
  speakers: () => readonly string[];
}

const Context = createContext<Corrections | undefined>(undefined);

interface CorrectionsProviderProps {
  sessionId: string;
  timeline: Readable<Timeline>;
  mayCorrect: boolean;
  children: ReactNode;
}

export function CorrectionsProvider({ sessionId, timeline, mayCorrect, children }: CorrectionsProviderProps) {
  const corrections = useMemo(() => (mayCorrect ? { sessionId, speakers: () => timeline.get().speakers } : undefined), [sessionId, timeline, mayCorrect]);
  return <Context value={corrections}>{children}</Context>;
}

/** Undefined for those who only read. */
export function useCorrections(): Corrections | undefined {
  return useContext(Context);
}
