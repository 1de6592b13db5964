import { useEffect, useRef, useState } from 'react';
import { Button } from './Button';
import { focusHeading } from './focusHeading';
import styles from './SecretOnce.module.css';

interface SecretOnceProps {
  /** What it is. */
  label: string;
  value: string;
  /** What to do with it. */
  children: string;
  onDone: () => void;
}

/** Something that the server tells only now. It is on the page until it was copied, and nowhere else. */
export function SecretOnce({ label, value, children, onDone }: SecretOnceProps) {
  const [said, setSaid] = useState('');
  const root = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), [value]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setSaid('Copied.');
    } catch {
      field.current?.select();
      setSaid('It is selected: press Ctrl+C, or ⌘C, to copy it.');
    }
  };
  const done = () => {
    focusHeading(root.current);
    onDone();
  };
  return (
    <section ref={root} className={styles.secret} aria-label={label}>
      <p>
        <strong>{label}.</strong> {children}
      </p>
      <div className={styles.line}>
        <input ref={field} className={styles.value} readOnly value={value} aria-label={label} spellCheck={false} onFocus={({ target }) => target.select()} />
        <Button look="primary" icon="copy" onClick={() => void copy()}>
          Copy
        </Button>
        <Button onClick={done}>Done</Button>
      </div>
      <p role="status" className={styles.said}>
        {said}
      </p>
    </section>
  );
}
