import type { SelectHTMLAttributes } from 'react';
import styles from './SmallSelect.module.css';

/** A choice among the controls of a bar or a table, where a field of a form would be too large. */
export function SmallSelect(props: SelectHTMLAttributes<HTMLSelectElement>) {
  return <select {...props} className={styles.select} />;
}
