import type { FormEvent, ReactNode } from 'react';
import type { Action } from '../state/useAction';
import { Banner } from './Banner';
import { Button } from './Button';
import styles from './Form.module.css';

interface FormProps {
  action: Pick<Action<[]>, 'run' | 'busy' | 'error'>;
  submit: string;
  /** What the button says meanwhile. */
  busy: string;
  /** What became of it, when it worked. */
  done?: string | undefined;
  /** Further buttons beside the one that sends. */
  more?: ReactNode;
  disabled?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** Fields that are sent together; says below them what went wrong, or that it worked. */
export function Form({ action, submit, busy, done, more, disabled = false, className, children }: FormProps) {
  const send = (event: FormEvent) => {
    event.preventDefault();
    void action.run();
  };
  return (
    <form className={`${styles.form} ${className ?? ''}`} onSubmit={send}>
      {children}
      {action.error && <Banner look="error">{action.error}</Banner>}
      <Actions>
        <Button look="primary" type="submit" disabled={action.busy || disabled}>
          {action.busy ? busy : submit}
        </Button>
        {more}
        <span role="status" className={styles.done}>
          {!action.busy && !action.error ? done : ''}
        </span>
      </Actions>
    </form>
  );
}

/** What can be done, side by side. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
