import type { ReactNode } from 'react';
import styles from './Settings.module.css';

interface SectionProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** One part of the settings. */
export function Section({ title, lead, children }: SectionProps) {
  return (
    <section className={styles.section} aria-labelledby="section-heading">
      <header>
        <h2 id="section-heading" tabIndex={-1}>{title}</h2>
        {lead && <p>{lead}</p>}
      </header>
      {children}
    </section>
  );
}
