import { Link } from '../routing/navigation';
import { sessionPath } from '../routing/route';
import { count, dayAndTime, duration } from '../ui/format';
import { StatusBadge } from '../ui/StatusBadge';
import { useNow } from '../ui/useNow';
import { lengthOf, listedActivity, titleOf, type Session } from './session';
import styles from './SessionList.module.css';

export function SessionList({ sessions }: { sessions: readonly Session[] }) {
  const now = useNow(10_000);
  return (
    <ul className={styles.list}>
      {sessions.map((session) => (
        <SessionRow key={session.id} session={session} now={now} />
      ))}
    </ul>
  );
}

function SessionRow({ session, now }: { session: Session; now: number }) {
  const activity = listedActivity(session);
  // How long transcribing takes is nobody's length.
  const length = activity === 'transcribing' ? undefined : lengthOf(session, now);
  const words = session.word_count ?? 0;
  const insights = session.insights_generated ?? 0;
  const begun = new Date(session.started_at ?? session.created_at);
  return (
    <li className={styles.row}>
      <div className={styles.main}>
        <Link href={sessionPath(session.id)} className={styles.title}>
          {titleOf(session)}
        </Link>
        <p className={styles.meta}>
          <time dateTime={begun.toISOString()}>{dayAndTime(begun, new Date(now))}</time>
          {length !== undefined && <span>{duration(length)}</span>}
          {words > 0 && <span>{count(words, 'word')}</span>}
          {insights > 0 && <span>{count(insights, 'insight')}</span>}
        </p>
      </div>
      <StatusBadge activity={activity} />
    </li>
  );
}
