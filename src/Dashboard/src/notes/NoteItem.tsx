import { memo, useState } from 'react';
import { useAction } from '../state/useAction';
import { Button } from '../ui/Button';
import { ConfirmButton } from '../ui/ConfirmButton';
import { deleteNote, editNote, type Note } from './note';
import { NoteForm } from './NoteForm';
import { Snapshot } from './Snapshot';
import styles from './Notes.module.css';

interface NoteItemProps {
  sessionId: string;
  note: Note;
  mayChange: boolean;
}

/** The element id of a note, so that a search can lead to it. */
export function noteElementId(id: string): string {
  return `note-${id}`;
}

export const NoteItem = memo(function NoteItem({ sessionId, note, mayChange }: NoteItemProps) {
  // What is edited is the version that somebody saw when they began: a newer one is not overwritten.
  const [editing, setEditing] = useState<Note>();
  const remove = useAction(() => deleteNote(sessionId, note));
  if (editing) {
    const initial = { content: editing.content, speaker: editing.speaker ?? '', type: editing.type, tags: editing.tags };
    return (
      <li className={styles.item}>
        {note.version !== editing.version && <p className={styles.meanwhile}>Somebody has changed this note meanwhile: {note.content}</p>}
        <NoteForm
          initial={initial}
          verb="Save"
          onSave={async (draft) => {
            await editNote(sessionId, editing, draft);
            setEditing(undefined);
          }}
          onCancel={() => setEditing(undefined)}
        />
      </li>
    );
  }
  return (
    <li id={noteElementId(note.id)} tabIndex={-1} className={styles.item}>
      <p className={styles.head}>
        <time dateTime={note.timestamp}>{timeOf(note.timestamp)}</time>
        {note.speaker && <span className={styles.speaker}>{note.speaker}</span>}
        {note.type !== 'observation' && <span className={styles.kind}>{note.type}</span>}
        {note.version > 1 && <span className={styles.edited}>edited</span>}
      </p>
      <p className={styles.content}>{note.content}</p>
      {note.telemetry_snapshot && <Snapshot values={note.telemetry_snapshot} />}
      {note.tags.length > 0 && (
        <ul className={styles.tags} aria-label="Tags">
          {note.tags.map((tag) => (
            <li key={tag}>{tag}</li>
          ))}
        </ul>
      )}
      {mayChange && (
        <div className={styles.actions}>
          <Button look="quiet" icon="edit" iconOnly onClick={() => setEditing(note)}>
            Edit note
          </Button>
          <ConfirmButton object="note" confirm="Yes, delete" busy={remove.busy} onConfirm={() => void remove.run()}>
            Delete
          </ConfirmButton>
        </div>
      )}
      {remove.error && <p role="alert">{remove.error}</p>}
    </li>
  );
});

function timeOf(timestamp: string): string {
  return new Date(timestamp).toLocaleTimeString('en-GB');
}
