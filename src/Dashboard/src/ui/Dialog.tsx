import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { Button } from './Button';
import { classes } from './classes';
import styles from './Dialog.module.css';

interface DialogProps {
  title: string;
  narrow?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** What somebody came to fill in. */
const field = 'input:not([readonly]), select, textarea';

/** Stands over the page until it is closed; the browser keeps the focus in it and gives it back afterwards. */
export function Dialog({ title, narrow = false, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Closed while it is still there, so that the focus goes back to where it came from.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser would begin with the button that closes it.
    element?.querySelector<HTMLElement>(field)?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classes(styles.dialog, narrow && styles.narrow)}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles.head}>
        <h2 id={heading} tabIndex={-1}>{title}</h2>
        <Button look="quiet" icon="close" iconOnly onClick={onClose}>
          Close
        </Button>
      </div>
      <div className={styles.body}>{children}</div>
    </dialog>
  );
}
