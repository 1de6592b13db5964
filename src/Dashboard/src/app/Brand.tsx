import styles from './TopBar.module.css';

export function Brand() {
  return (
    <>
      <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
        <rect className={styles.tile} width="32" height="32" rx="8" />
        <path className={styles.wave} d="M8 14v4M13 9.5v13M18.5 12.5v7M24 15v2" />
      </svg>
      <span>MeetingIntel</span>
    </>
  );
}
