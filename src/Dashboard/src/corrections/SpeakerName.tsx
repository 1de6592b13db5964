import { useEffect, useRef, useState } from 'react';
import { useAction } from '../state/useAction';
import { Icon } from '../ui/Icon';
import { renameSpeaker } from './correction';
import { useCorrections } from './CorrectionsContext';
import styles from './Corrections.module.css';

interface SpeakerNameProps {
  name: string;
  /** Whether it is a name that somebody gave, and not what nobody's voice is called by. */
  given: boolean;
}

/** Who speaks; whoever may gives them another name, on all lines at once: Enter saves, Escape leaves it. */
export function SpeakerName({ name, given }: SpeakerNameProps) {
  const corrections = useCorrections();
  const [draft, setDraft] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const editing = draft !== undefined;
  const rename = useAction(async (to: string) => {
    await renameSpeaker(corrections!.sessionId, name, to);
    setDraft(undefined);
  });

  useEffect(() => {
    if (editing) field.current?.select();
  }, [editing]);

  if (!corrections || !given) return name;
  if (!editing) {
    return (
      <button type="button" className={styles.name} aria-label={`${name}, rename on all lines`} title="Rename on all lines" onClick={() => setDraft(name)}>
        {name}
        <span className={styles.pencil}>
          <Icon name="edit" size={13} />
        </span>
      </button>
    );
  }
  const to = draft.trim();
  const merges = to !== name && corrections.speakers().includes(to);
  return (
    <span className={styles.naming}>
      <input
        ref={field}
        className={styles.field}
        aria-label={`Another name for ${name}`}
        aria-invalid={rename.error !== undefined}
        maxLength={200}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && to !== '' && to !== name) void rename.run(to);
          else if (event.key === 'Escape' || event.key === 'Enter') setDraft(undefined);
        }}
      />
      <span className={rename.error ? styles.error : styles.hint} role={rename.error || merges ? 'alert' : undefined}>
        {rename.error ?? (merges ? `There is a ${to} already: Enter makes one of both, for good.` : 'Enter renames all lines, Escape leaves them.')}
      </span>
    </span>
  );
}
