import { useStore } from '../state/store';
import { Link } from '../routing/navigation';
import { sessionPath } from '../routing/route';
import { recorder, samplePlayer } from './activities';
import styles from './TopBar.module.css';

/** Leads back to the session that this tab records or plays into, from everywhere else. */
export function ActivityLink({ currentSession }: { currentSession: string | undefined }) {
  const recording = useStore(recorder.state, ({ phase, sessionId }) => (phase === 'recording' || phase === 'paused' || phase === 'finishing' ? sessionId : ''));
  const playing = useStore(samplePlayer.state, ({ phase, sessionId }) => (phase === 'playing' || phase === 'waiting' ? sessionId : ''));
  const sessionId = recording || playing;
  if (!sessionId || sessionId === currentSession) return <span className={styles.space} />;
  return (
    <span className={styles.space}>
      <Link href={sessionPath(sessionId)} className={styles.activity}>
        <span className={styles.dot} />
        {recording ? 'Recording' : 'Sample is playing'}
        <span className={styles.hint}>· Open</span>
      </Link>
    </span>
  );
}
