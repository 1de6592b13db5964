import type { SessionStatus } from '../sessions/session';
import { classes } from './classes';
import styles from './StatusBadge.module.css';

const labels: Record<SessionStatus, string> = { created: 'Not started', active: 'Live', ended: 'Ended' };

export function StatusBadge({ status }: { status: SessionStatus }) {
  return (
    <span className={classes(styles.badge, styles[status])}>
      {status === 'active' && <span className={styles.dot} />}
      {labels[status]}
    </span>
  );
}
