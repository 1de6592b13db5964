import { navigate } from '../routing/navigation';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { SessionView } from './SessionView';
import { useSession } from './useSession';

export function SessionPage({ sessionId }: { sessionId: string }) {
  const load = useSession(sessionId);
  const back = <Button onClick={() => navigate('/')}>All sessions</Button>;
  switch (load.state) {
    case 'open':
      return <SessionView sessionId={sessionId} session={load.session} live={load.live} />;
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
