import type { ReactNode } from 'react';
import { Banner } from './Banner';
import { classes } from './classes';
import styles from './Rows.module.css';

/** Things of one kind, one below the other. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={styles.rows} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  title: ReactNode;
  /** Facts about it, in small print. */
  meta?: ReactNode;
  actions?: ReactNode;
  /** Why something that was asked of it was not done. */
  error?: string | undefined;
}

export function Row({ title, meta, actions, error }: RowProps) {
  return (
    <li className={styles.row}>
      <div className={styles.main}>
        <div className={styles.title}>{title}</div>
        {meta && <div className={styles.meta}>{meta}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
      {error && (
        <div className={styles.failure}>
          <Banner look="error">{error}</Banner>
        </div>
      )}
    </li>
  );
}

export function Tag({ good = false, children }: { good?: boolean; children: ReactNode }) {
  return <span className={classes(styles.tag, good && styles.good)}>{children}</span>;
}
