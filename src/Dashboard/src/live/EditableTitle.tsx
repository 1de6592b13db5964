import { useEffect, useRef, useState } from 'react';
import { messageOf } from '../api/http';
import { renameSession } from '../sessions/session';
import { Icon } from '../ui/Icon';
import styles from './EditableTitle.module.css';

/** The session's title, edited in place: Enter or leaving saves, Escape takes it back. */
export function EditableTitle({ sessionId, title }: { sessionId: string; title: string }) {
  const [draft, setDraft] = useState<string>();
  const [error, setError] = useState<string>();
  const button = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const editing = draft !== undefined;

  useEffect(() => {
    if (editing) input.current?.select();
  }, [editing]);

  const close = () => {
    setDraft(undefined);
    setError(undefined);
  };
  const save = async () => {
    const name = draft?.trim();
    if (!name || name === title) return close();
    try {
      await renameSession(sessionId, name);
      close();
    } catch (failure) {
      setError(messageOf(failure));
    }
  };

  if (!editing) {
    return (
      <h1 className={styles.title}>
        <button ref={button} type="button" title="Rename" className={styles.show} onClick={() => setDraft(title)}>
          <span className={styles.text}>{title}</span>
          <span className={styles.pencil}>
            <Icon name="edit" size={15} />
          </span>
          <span className="visually-hidden">, rename</span>
        </button>
      </h1>
    );
  }
  return (
    <div className={styles.title}>
      <input
        ref={input}
        className={styles.input}
        aria-label="Session title"
        aria-invalid={error !== undefined}
        maxLength={200}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void save();
          if (event.key === 'Escape') close();
        }}
      />
      {error && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
}
