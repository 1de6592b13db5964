import { navigate } from '../routing/navigation';
import type { Session } from '../sessions/session';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import type { LiveSession } from './LiveSession';
import { SessionView } from './SessionView';
import { useSession } from './useSession';

const back = <Button onClick={() => navigate('/')}>All sessions</Button>;

export function SessionPage({ sessionId }: { sessionId: string }) {
  const load = useSession(sessionId);
  switch (load.state) {
    case 'open':
      return <OpenSession sessionId={sessionId} session={load.session} live={load.live} />;
    case 'missing':
      return (
        <Notice title="This session does not exist" action={back}>
          It may belong to another organisation, or the link is out of date.
        </Notice>
      );
    case 'refused':
      return (
        <Notice title="This session can’t be shown" action={back}>
          {load.message}
        </Notice>
      );
    case 'loading':
      return load.trouble ? <Notice title="Waiting for the server">{load.trouble}</Notice> : null;
  }
}

function OpenSession(props: { sessionId: string; session: Session; live: LiveSession }) {
  const gone = useStore(props.live.connection, (state) => state === 'gone');
  return gone ? (
    <Notice title="This session has been deleted" action={back}>
      Somebody has erased it for good.
    </Notice>
  ) : (
    <SessionView {...props} />
  );
}
