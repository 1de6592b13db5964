import { useEffect, type ReactNode } from 'react';
import { Brand } from '../app/Brand';
import styles from './Entry.module.css';

interface EntryCardProps {
  title: string;
  lead?: ReactNode;
  /** What else somebody may have come for. */
  other?: ReactNode;
  children?: ReactNode;
}

/** A page before the page: nothing of the product shows until it is known who is there. */
export function EntryCard({ title, lead, other, children }: EntryCardProps) {
  useEffect(() => {
    document.title = `${title} · MeetingIntel`;
  }, [title]);
  return (
    <div className={styles.page}>
      <p className={styles.brand}>
        <Brand />
      </p>
      <section className={styles.card}>
        <h1>{title}</h1>
        {lead && <p className={styles.lead}>{lead}</p>}
        {children}
        {other && <p className={styles.other}>{other}</p>}
      </section>
    </div>
  );
}

/** Leads to another way in, as part of a sentence. */
export function TextButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button type="button" className={styles.link} onClick={onClick}>
      {children}
    </button>
  );
}
