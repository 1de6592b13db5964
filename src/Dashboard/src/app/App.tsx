import type { ReactNode } from 'react';
import { identity } from '../identity/current';
import { EntryPage } from '../identity/EntryPage';
import { InvitePage } from '../identity/InvitePage';
import { ResetPage } from '../identity/ResetPage';
import { redirect, usePath } from '../routing/navigation';
import { parseRoute, wayBack } from '../routing/route';
import { useStore } from '../state/store';
import { Notice } from '../ui/Notice';
import styles from './App.module.css';
import { GuestShell } from './GuestShell';
import { Shell } from './Shell';
import { useLeaveWarning } from './useLeaveWarning';

/** Shows what is for whoever is there. */
export function App() {
  const state = useStore(identity.state);
  const route = parseRoute(usePath());
  // Read before somebody is known, who is then led away from here.
  const back = wayBack(location.search);
  useLeaveWarning();
  switch (state.status) {
    case 'guest':
      return <GuestShell sessionId={state.sessionId} over={state.over} />;
    case 'known': {
      const user = state.me.kind === 'user' ? state.me : undefined;
      if (route.page === 'invite') return <Entry><InvitePage user={user} /></Entry>;
      if (route.page === 'reset') return <Entry><ResetPage /></Entry>;
      if (!user && (route.page === 'sign-in' || route.page === 'sign-up')) {
        return <Entry><EntryPage key={route.page} config={state.config} first={route.page} onDone={() => goOn(back)} /></Entry>;
      }
      // Nothing of one organisation stays when another one is worked in.
      return <Shell key={`${state.me.id} ${state.me.organization.id}`} me={state.me} route={route} />;
    }
    case 'anonymous': {
      if (route.page === 'invite') return <Entry><InvitePage user={undefined} /></Entry>;
      if (route.page === 'reset') return <Entry><ResetPage /></Entry>;
      const asked = route.page === 'sign-in' || route.page === 'sign-up';
      const first = route.page === 'sign-up' ? 'sign-up' : 'sign-in';
      return <Entry><EntryPage key={first} config={state.config} first={first} onDone={() => asked && goOn(back)} /></Entry>;
    }
    case 'starting':
      return <Entry>{state.trouble && <Notice title="Waiting for the server">{state.trouble}</Notice>}</Entry>;
  }
}

/** Whoever came from a session goes on there. */
function goOn(path: string) {
  // A tab that was given the session's link looks anew at who may see it.
  if (path === '/') redirect(path);
  else location.assign(path);
}

function Entry({ children }: { children: ReactNode }) {
  return (
    <main id="main" className={styles.app}>
      {children}
    </main>
  );
}
