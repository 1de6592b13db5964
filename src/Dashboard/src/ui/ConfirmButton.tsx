import { useEffect, useRef, useState } from 'react';
import { Button } from './Button';
import { focusHeading } from './focusHeading';

interface ConfirmButtonProps {
  /** What it does, in a word. */
  children: string;
  /** To what, for those who don't see the row it stands in. */
  object: string;
  /** The question that the second click answers. */
  confirm: string;
  busy: boolean;
  onConfirm: () => void;
}

/** Does what can't be undone at the second click. */
export function ConfirmButton({ children, object, confirm, busy, onConfirm }: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);

  useEffect(() => {
    if (!asking && asked.current) first.current?.focus();
    asked.current = asking;
  }, [asking]);

  if (!asking) {
    return (
      <Button ref={first} disabled={busy} onClick={() => setAsking(true)}>
        {children}
        <span className="visually-hidden"> {object}</span>
      </Button>
    );
  }
  const confirmed = () => {
    asked.current = false;
    setAsking(false);
    onConfirm();
  };
  return <Question confirm={confirm} busy={busy} onConfirm={confirmed} onCancel={() => setAsking(false)} />;
}

interface QuestionProps extends Pick<ConfirmButtonProps, 'confirm' | 'busy' | 'onConfirm'> {
  onCancel: () => void;
}

/** Stands where something was asked for that can't be undone, until it is said again. */
export function Question({ confirm, busy, onConfirm, onCancel }: QuestionProps) {
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => yes.current?.focus(), []);
  return (
    <>
      <Button
        ref={yes}
        look="live"
        disabled={busy}
        onClick={() => {
          // What it was about may go away.
          focusHeading(yes.current);
          onConfirm();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          // Only the question is taken back, not the dialog that it stands in.
          event.preventDefault();
          onCancel();
        }}
      >
        {confirm}
      </Button>
      <Button look="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </>
  );
}
