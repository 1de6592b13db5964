import { useEffect } from 'react';
import { noteElementId } from '../notes/NoteItem';
import { useQuery } from '../routing/navigation';
import { readPlace } from '../routing/route';
import { useStore } from '../state/store';
import type { LiveSession } from './LiveSession';
import { showElements } from './showElements';

/** Leads whoever came for a moment of the session to it, as soon as its history is there. */
export function useArrival(live: LiveSession, showLine: (ids: readonly string[]) => void, turnToNotes: () => void) {
  const query = useQuery();
  const arrived = useStore(live.timeline, ({ lastSeq, historySeq }) => historySeq >= 0 && lastSeq >= historySeq);
  useEffect(() => {
    if (!arrived) return undefined;
    const { line, note } = readPlace(query);
    if (line) showLine([line]);
    if (!note) return undefined;
    turnToNotes();
    let hide: (() => void) | undefined;
    // The notes show with the next drawing.
    const frame = requestAnimationFrame(() => {
      const element = document.getElementById(noteElementId(note));
      if (element) hide = showElements([element]);
    });
    return () => {
      cancelAnimationFrame(frame);
      hide?.();
    };
  }, [arrived, query, showLine, turnToNotes]);
}
