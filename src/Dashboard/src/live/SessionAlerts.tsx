import { recorder } from '../app/activities';
import { identity } from '../identity/current';
import { mustSignInAgain } from '../identity/identityState';
import { useStore } from '../state/store';
import { Banner } from '../ui/Banner';
import { duration } from '../ui/format';
import { useNow } from '../ui/useNow';
import { secondsBehind } from './activity';
import type { Channels } from './channel';
import type { LiveSession } from './LiveSession';
import styles from './SessionAlerts.module.css';

/** What keeps the transcript from being up to date, in words. */
export function SessionAlerts({ sessionId, live }: { sessionId: string; live: LiveSession }) {
  const connection = useStore(live.connection);
  const now = useNow(1000);
  const late = useStore(live.timeline, ({ channels }) => [...new Set(behind(channels, now).map(({ speaker }) => speaker))].join(', '));
  const lag = useStore(live.timeline, ({ channels }) => Math.max(0, ...behind(channels, now).map(({ wait }) => Math.round(wait))));
  // The recording says so itself, with what becomes of it.
  const saidElsewhere = useStore(recorder.state, (state) => recorder.busy && state.sessionId === sessionId && !state.connected);
  // Over the page it already says so.
  const signedOut = useStore(identity.state, mustSignInAgain);
  const lost = connection === 'reconnecting' && !saidElsewhere && !signedOut;
  const refused = connection === 'refused' && !signedOut;
  if (!lost && !refused && !late) return null;
  return (
    <div className={styles.alerts}>
      {lost && <Banner look="warn">The connection to the server is lost. It is tried again; nothing that is on record will be missing.</Banner>}
      {refused && (
        <Banner look="warn">
          The server is there, but lets this window follow nothing live. Perhaps too many windows are open: close some. It is tried again; nothing that is on record will be missing.
        </Banner>
      )}
      {!lost && !refused && late && (
        <Banner look="warn">
          Transcription of {late} is behind{lag > 0 ? ` by ${duration(lag)}` : ''}. All audio is kept and will be transcribed.
        </Banner>
      )}
    </div>
  );
}

function behind(channels: Channels, now: number) {
  return Object.values(channels).flatMap((channel) => {
    const wait = secondsBehind(channel, now);
    return wait === undefined ? [] : [{ speaker: channel.speaker, wait }];
  });
}
