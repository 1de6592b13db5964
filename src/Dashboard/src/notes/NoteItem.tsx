import { memo, useState } from 'react';
import { useAction } from '../state/useAction';
import { Button } from '../ui/Button';
import { ConfirmButton } from '../ui/ConfirmButton';
import { momentOf } from '../ui/format';
import { addNote, deleteNote, editNote, type Note, type NoteDraft } from './note';
import { NoteForm } from './NoteForm';
import { Snapshot } from './Snapshot';
import styles from './Notes.module.css';

interface NoteItemProps {
  sessionId: string;
  note: Note;
  mayChange: boolean;
  /** Somebody has deleted it while it was edited here. */
  gone: boolean;
  /** Begins to edit it: until {@link onEdited} it is shown whatever becomes of it. */
  onEdit: (note: Note) => void;
  onEdited: (noteId: string) => void;
}

/** The element id of a note, so that a search can lead to it. */
export function noteElementId(id: string): string {
  return `note-${id}`;
}

export const NoteItem = memo(function NoteItem({ sessionId, note, mayChange, gone, onEdit, onEdited }: NoteItemProps) {
  // What is edited is the version that somebody has seen: a newer one is overwritten only knowingly.
  const [editing, setEditing] = useState<Note>();
  // A note that was deleted meanwhile is written anew; sent again after a failure, it stands once.
  const [key, setKey] = useState('');
  const remove = useAction(() => deleteNote(sessionId, note));
  const edit = () => {
    setEditing(note);
    setKey(crypto.randomUUID());
    onEdit(note);
  };
  if (editing) {
    const overtaken = note.version !== editing.version;
    const done = () => {
      setEditing(undefined);
      onEdited(note.id);
    };
    const save = async (draft: NoteDraft) => {
      await (gone ? addNote(sessionId, draft, editing.timestamp, key) : editNote(sessionId, note, draft));
      done();
    };
    return (
      <li className={styles.item}>
        {gone && (
          <p role="alert" className={styles.meanwhile}>
            Somebody has deleted this note meanwhile.
          </p>
        )}
        {overtaken && !gone && (
          <p role="alert" className={styles.meanwhile}>
            Somebody has changed this note meanwhile: “{note.content}” Save puts yours over it.{' '}
            <Button look="quiet" onClick={() => setEditing(note)}>
              Take theirs
            </Button>
          </p>
        )}
        <NoteForm
          // Theirs is another text to begin with.
          key={editing.version}
          initial={{ content: editing.content, speaker: editing.speaker ?? '', type: editing.type, tags: editing.tags }}
          verb={gone ? 'Add as a new note' : 'Save'}
          onSave={save}
          onCancel={done}
        />
      </li>
    );
  }
  return (
    <li id={noteElementId(note.id)} tabIndex={-1} className={styles.item}>
      <p className={styles.head}>
        <time dateTime={note.timestamp}>{momentOf(new Date(note.timestamp), new Date())}</time>
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
          <Button look="quiet" icon="edit" iconOnly onClick={edit}>
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
