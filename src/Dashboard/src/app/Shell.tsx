import { useEffect } from 'react';
import type { Me } from '../identity/identityState';
import { Removed } from '../identity/Removed';
import { SignInAgain } from '../identity/SignInAgain';
import { SessionPage } from '../live/SessionPage';
import { navigate, redirect } from '../routing/navigation';
import { wayBack, type Route } from '../routing/route';
import { SearchPage } from '../search/SearchPage';
import { SessionsPage } from '../sessions/SessionsPage';
import { useSavedPreferences } from '../settings/preferences';
import { SettingsPage } from '../settings/SettingsPage';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { Notice } from '../ui/Notice';
import { UploadTray } from '../upload/UploadTray';
import { recorder } from './activities';
import styles from './App.module.css';
import { TopBar } from './TopBar';

/** The product, for somebody who is known. */
export function Shell({ me, route }: { me: Me; route: Route }) {
  const recording = useStore(recorder.state, () => recorder.busy);
  useSavedPreferences(me);
  return (
    <div className={classes(styles.app, route.page === 'session' && styles.window)}>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <TopBar me={me} currentSession={route.page === 'session' ? route.sessionId : undefined} />
      <SignInAgain audioHeld={recording} />
      <Removed me={me} />
      <main id="main" tabIndex={-1} className={styles.main}>
        <Page me={me} route={route} />
      </main>
      <UploadTray />
    </div>
  );
}

function Page({ me, route }: { me: Me; route: Route }) {
  switch (route.page) {
    case 'sessions':
      return <SessionsPage />;
    case 'session':
      return <SessionPage key={route.sessionId} sessionId={route.sessionId} />;
    case 'search':
      return <SearchPage />;
    case 'settings':
      return <SettingsPage me={me} section={route.section} />;
    case 'sign-in':
    case 'sign-up':
    case 'invite':
    case 'reset':
      return <Home />;
    case 'unknown':
      return (
        <Notice title="This page does not exist" action={<Button onClick={() => navigate('/')}>All sessions</Button>}>
          The address may be mistyped, or the link is out of date.
        </Notice>
      );
  }
}

/** Whoever is signed in has no need of a page to sign in. */
function Home() {
  useEffect(() => redirect(wayBack(location.search)), []);
  return null;
}
