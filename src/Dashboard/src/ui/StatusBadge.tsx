import type { SessionActivity } from '../sessions/session';
import { classes } from './classes';
import styles from './StatusBadge.module.css';

const labels: Record<SessionActivity, string> = {
  created: 'Not started',
  active: 'Live',
  transcribing: 'Transcribing',
  quiet: 'No audio',
  ended: 'Ended',
};

export function StatusBadge({ activity }: { activity: SessionActivity }) {
  return (
    <span className={classes(styles.badge, styles[activity])}>
      {(activity === 'active' || activity === 'transcribing') && <span className={styles.dot} />}
      {labels[activity]}
    </span>
  );
}
