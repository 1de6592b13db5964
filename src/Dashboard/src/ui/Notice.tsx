import type { ReactNode } from 'react';
import styles from './Notice.module.css';

interface NoticeProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Stands where content would be: nothing there yet, not found, or failed. */
export function Notice({ title, children, action }: NoticeProps) {
  return (
    <section className={styles.notice}>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </section>
  );
}
