import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { installCredentials } from './api/credentials';
import { App } from './app/App';
import { losesAudio, samplePlayer, stopForRemoved } from './app/activities';
import { identity } from './identity/current';
import { forgetShare, sharedSession, takeSecret } from './identity/linkSecrets';
import './ui/tokens.css';
import './ui/base.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no root element.');

/** A link's secret leaves the address at once: it is not for the history, nor for whoever looks at the screen. */
function clearAddress(): boolean {
  const address = takeSecret(location, sessionStorage);
  if (address) history.replaceState(null, '', address);
  return address !== undefined;
}

clearAddress();
// The same link pasted into a page that is open.
addEventListener('hashchange', () => {
  if (clearAddress()) location.reload();
});

// A page that the browser kept aside, and brings back, may be of somebody who has signed out since.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

installCredentials(identity);
identity.whenRemoved(stopForRemoved);
identity.whenKnown(() => void samplePlayer.resume());
void identity.start({
  shared: sharedSession(location.pathname, sessionStorage),
  forgetShare: ({ sessionId }) => forgetShare(sessionId),
  holdsAudio: losesAudio,
});
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
