import { SessionPage } from '../live/SessionPage';
import { navigate, usePath } from '../routing/navigation';
import { parseRoute } from '../routing/route';
import { SessionsPage } from '../sessions/SessionsPage';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { Notice } from '../ui/Notice';
import { UploadTray } from '../upload/UploadTray';
import { TopBar } from './TopBar';
import { useLeaveWarning } from './useLeaveWarning';
import styles from './App.module.css';

export function App() {
  const route = parseRoute(usePath());
  useLeaveWarning();
  return (
    <div className={classes(styles.app, route.page === 'session' && styles.window)}>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <TopBar currentSession={route.page === 'session' ? route.sessionId : undefined} />
      <main id="main" tabIndex={-1} className={styles.main}>
        {route.page === 'sessions' && <SessionsPage />}
        {route.page === 'session' && <SessionPage key={route.sessionId} sessionId={route.sessionId} />}
        {route.page === 'unknown' && (
          <Notice title="This page does not exist" action={<Button onClick={() => navigate('/')}>All sessions</Button>}>
            The address may be mistyped, or the link is out of date.
          </Notice>
        )}
      </main>
      <UploadTray />
    </div>
  );
}
