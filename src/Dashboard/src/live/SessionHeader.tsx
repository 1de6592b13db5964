import { useEffect, useState } from 'react';
import { endAfterAudio } from '../app/activities';
import { messageOf } from '../api/http';
import { EraseButton } from '../erasure/EraseButton';
import { ExportMenu } from '../exports/ExportMenu';
import type { SessionAccess } from '../identity/access';
import { identity } from '../identity/current';
import { mustSignInAgain } from '../identity/identityState';
import { Link } from '../routing/navigation';
import { SessionSearch } from '../search/SessionSearch';
import type { SearchHit } from '../search/search';
import { listedActivity, startSession, titleOf, type Session, type SessionActivity } from '../sessions/session';
import { ShareButton } from '../sharing/ShareButton';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { clockTime, duration } from '../ui/format';
import { Icon } from '../ui/Icon';
import { Tag } from '../ui/Rows';
import { StatusBadge } from '../ui/StatusBadge';
import { useNow } from '../ui/useNow';
import { activityOf, lastHeard, secondsShown } from './activity';
import { EditableTitle } from './EditableTitle';
import type { LiveSession } from './LiveSession';
import styles from './SessionHeader.module.css';

interface SessionHeaderProps {
  sessionId: string;
  /** As it was when the page opened; the live feed knows better as soon as it is there. */
  session: Session;
  live: LiveSession;
  access: SessionAccess;
  /** Takes somebody to what they searched for. */
  onFound: (hit: SearchHit) => void;
}

export function SessionHeader({ sessionId, session, live, access, onFound }: SessionHeaderProps) {
  const known = useStore(live.timeline, ({ lastSeq }) => lastSeq > 0);
  const upToDate = useStore(live.timeline, ({ lastSeq, historySeq }) => historySeq >= 0 && lastSeq >= historySeq);
  const status = useStore(live.timeline, (timeline) => (known ? timeline.status : session.status));
  const name = useStore(live.timeline, (timeline) => (known ? timeline.name : session.name));
  const connection = useStore(live.connection);
  // Over the page it already says so.
  const signedOut = useStore(identity.state, mustSignInAgain);
  const now = useNow(1000, status === 'active');
  // Neither half a history nor a lost feed says what is being heard.
  const activity = useStore(live.timeline, (timeline) => (upToDate && connection === 'live' ? activityOf(timeline, now) : listedActivity({ ...session, status })));
  const title = titleOf({ name });

  useEffect(() => {
    document.title = `${activity === 'active' ? '● ' : ''}${title} · MeetingIntel`;
  }, [title, activity]);

  return (
    <header className={styles.header}>
      {access.list && (
        <Link href="/" className={styles.back} title="All sessions">
          <Icon name="back" />
          <span className="visually-hidden">All sessions</span>
        </Link>
      )}
      {access.change ? <EditableTitle sessionId={sessionId} title={title} /> : <h1 className={styles.title}>{title}</h1>}
      <div className={styles.status}>
        <StatusBadge activity={activity} />
        {!access.list && <Tag>Read only</Tag>}
        <Elapsed live={live} activity={activity} now={now} />
        <span role="status" className={styles.connection}>
          {!signedOut && (connection === 'reconnecting' || connection === 'refused') ? 'Reconnecting…' : ''}
        </span>
      </div>
      <div className={styles.actions}>
        <SessionSearch sessionId={sessionId} onShow={onFound} />
        <ExportMenu sessionId={sessionId} member={access.list} />
        {access.share && <ShareButton sessionId={sessionId} />}
        {access.change && <EraseButton sessionId={sessionId} title={title} />}
        {access.change && <Lifecycle sessionId={sessionId} status={status} />}
      </div>
    </header>
  );
}

/** How long the session is, or for how long it has been without audio. */
function Elapsed({ live, activity, now }: { live: LiveSession; activity: SessionActivity; now: number }) {
  const length = useStore(live.timeline, (timeline) => secondsShown(timeline, now));
  const heard = useStore(live.timeline, lastHeard);
  if (activity === 'created') return null;
  return <span className={styles.elapsed}>{activity === 'quiet' ? `for ${duration((now - heard) / 1000)}` : clockTime(length)}</span>;
}

const commands = {
  created: { verb: 'Start', busy: 'Starting…', run: startSession },
  active: { verb: 'End', busy: 'Ending…', run: endAfterAudio },
  ended: { verb: 'Resume', busy: 'Resuming…', run: startSession },
} as const;

function Lifecycle({ sessionId, status }: { sessionId: string; status: Session['status'] }) {
  const [runningIn, setRunningIn] = useState<Session['status']>();
  const [error, setError] = useState<string>();
  const { verb, busy, run } = commands[status];
  const running = runningIn === status;
  const act = async () => {
    setRunningIn(status);
    setError(undefined);
    try {
      await run(sessionId);
    } catch (failure) {
      setError(messageOf(failure));
      setRunningIn(undefined);
    }
  };
  return (
    <div className={styles.lifecycle}>
      <Button look={status === 'created' ? 'primary' : 'secondary'} disabled={running} onClick={() => void act()}>
        {running ? (
          busy
        ) : (
          <span>
            {verb}
            <span className={styles.object}> session</span>
          </span>
        )}
      </Button>
      {error && (
        <p role="alert" className={styles.failure}>
          {error}
        </p>
      )}
    </div>
  );
}
