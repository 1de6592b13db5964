import { useEffect } from 'react';
import { noteElementId } from '../notes/NoteItem';
import { showElements } from './showElements';

/** A note that somebody asked to see; a new object each time, so that asking again shows it again. */
export interface AskedNote {
  id: string;
}

/** Scrolls to a note and marks it for a while, once the notes show. */
export function useShownNote(asked: AskedNote | undefined) {
  useEffect(() => {
    const element = asked && document.getElementById(noteElementId(asked.id));
    return element ? showElements([element]) : undefined;
  }, [asked]);
}
