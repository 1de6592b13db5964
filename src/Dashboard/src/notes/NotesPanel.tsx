import { useCallback, useRef, useState } from 'react';
import type { LiveSession } from '../live/LiveSession';
import { useStore } from '../state/store';
import { classes } from '../ui/classes';
import { addNote, emptyDraft, putNote, type Note } from './note';
import { NoteForm } from './NoteForm';
import { NoteItem } from './NoteItem';
import styles from './Notes.module.css';

interface NotesPanelProps {
  sessionId: string;
  live: LiveSession;
  /** Whether whoever reads may take notes. */
  mayAdd: boolean;
  /** Whether telemetry of the session is measured. */
  measured: boolean;
  /** A moment of the session is shown, not what stands now: nothing is written meanwhile. */
  replayed: boolean;
  className?: string | undefined;
}

/** What people and programs noted, at the moments that it is about. */
export function NotesPanel({ sessionId, live, mayAdd, measured, replayed, className }: NotesPanelProps) {
  const notes = useStore(live.timeline, (timeline) => timeline.notes);
  const endedAt = useStore(live.timeline, (timeline) => timeline.endedAt);
  // Those that are edited here: what somebody writes does not vanish with a note that somebody else deletes.
  const [edited, setEdited] = useState<readonly Note[]>([]);
  const onEdit = useCallback((note: Note) => setEdited((before) => [...before, note]), []);
  const onEdited = useCallback((noteId: string) => setEdited((before) => before.filter(({ id }) => id !== noteId)), []);
  const gone = edited.filter(({ id }) => !notes.some((note) => note.id === id));
  const shown = gone.reduce<readonly Note[]>(putNote, notes);
  // Of the note that is being written: its moment, and a name that makes it stand once if it has to be sent again.
  const begun = useRef<{ at: string; key: string }>(undefined);
  const begin = () => {
    begun.current ??= { at: new Date().toISOString(), key: crypto.randomUUID() };
  };

  return (
    <aside className={classes(styles.panel, className)} aria-label="Notes">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A scrolling region must be reachable by keyboard. */}
      <section className={styles.scroller} aria-label="All notes" tabIndex={0}>
        {shown.length === 0 ? (
          <div className={styles.waiting}>
            <h2>Notes</h2>
            <p>{replayed ? 'Nothing had been noted by then.' : mayAdd ? 'What you write down stands on the timeline, at the moment when you began to write.' : 'Nothing has been noted.'}</p>
          </div>
        ) : (
          <ol>
            {shown.map((note) => (
              <NoteItem key={note.id} sessionId={sessionId} note={note} mayChange={mayAdd && !replayed} gone={gone.includes(note)} onEdit={onEdit} onEdited={onEdited} />
            ))}
          </ol>
        )}
      </section>
      {mayAdd && (
        <div className={styles.dock} hidden={replayed}>
          <NoteForm
            initial={emptyDraft}
            verb="Add note"
            hint={measured ? 'What is measured at its moment is put with it by itself.' : undefined}
            onBegin={begin}
            onSave={async (draft) => {
              begin();
              const { at, key } = begun.current!;
              // Of a session that is over, a note is about its end, unless somebody says otherwise.
              await addNote(sessionId, draft, endedAt ?? at, key);
              begun.current = undefined;
            }}
          />
        </div>
      )}
    </aside>
  );
}
