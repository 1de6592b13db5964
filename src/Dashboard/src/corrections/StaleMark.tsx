import styles from './Corrections.module.css';

/** On something that was understood from words which were corrected since. */
export function StaleMark() {
  return (
    <span className={styles.stale} title="Something that this rests on was corrected.">
      Being worked out anew
    </span>
  );
}
