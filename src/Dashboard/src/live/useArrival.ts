import { useEffect } from 'react';
import { useQuery } from '../routing/navigation';
import { readPlace } from '../routing/route';
import { useStore } from '../state/store';
import type { LiveSession } from './LiveSession';

/** Leads whoever came for a moment of the session to it, as soon as its history is there. */
export function useArrival(live: LiveSession, showLines: (ids: readonly string[]) => void, showNote: (id: string) => void) {
  const query = useQuery();
  const arrived = useStore(live.timeline, ({ lastSeq, historySeq }) => historySeq >= 0 && lastSeq >= historySeq);
  useEffect(() => {
    if (!arrived) return;
    const { line, note } = readPlace(query);
    if (line) showLines([line]);
    if (note) showNote(note);
  }, [arrived, query, showLines, showNote]);
}
