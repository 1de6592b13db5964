import { useRef } from 'react';
import type { LiveSession } from '../live/LiveSession';
import { useStore } from '../state/store';
import { classes } from '../ui/classes';
import { addNote, emptyDraft } from './note';
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
  // Of the note that is being written: its moment, and a name that makes it stand once if it has to be sent again.
  const begun = useRef<{ at: string; key: string }>(undefined);
  const begin = () => {
    begun.current ??= { at: new Date().toISOString(), key: crypto.randomUUID() };
  };

  return (
    <aside className={classes(styles.panel, className)} aria-label="Notes">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A scrolling region must be reachable by keyboard. */}
      <section className={styles.scroller} aria-label="All notes" tabIndex={0}>
        {notes.length === 0 ? (
          <div className={styles.waiting}>
            <h2>Notes</h2>
            <p>{replayed ? 'Nothing had been noted by then.' : mayAdd ? 'What you write down stands on the timeline, at the moment when you began to write.' : 'Nothing has been noted.'}</p>
          </div>
        ) : (
          <ol>
            {notes.map((note) => (
              <NoteItem key={note.id} sessionId={sessionId} note={note} mayChange={mayAdd && !replayed} />
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
