import { recorder } from '../app/activities';
import { useStore } from '../state/store';
import { Banner } from '../ui/Banner';
import { duration } from '../ui/format';
import type { LiveSession } from './LiveSession';
import styles from './SessionAlerts.module.css';

/** What keeps the transcript from being up to date, in words. */
export function SessionAlerts({ sessionId, live }: { sessionId: string; live: LiveSession }) {
  const connection = useStore(live.connection);
  const delayed = useStore(live.timeline, ({ channels }) =>
    Object.values(channels)
      .filter((channel) => channel.delayed)
      .map((channel) => channel.speaker)
      .join(', '),
  );
  const lag = useStore(live.timeline, ({ channels }) => Math.max(0, ...Object.values(channels).map((channel) => (channel.delayed ? Math.round(channel.lag) : 0))));
  // The recording says so itself, with what becomes of it.
  const saidElsewhere = useStore(recorder.state, (state) => recorder.busy && state.sessionId === sessionId && !state.connected);
  const lost = connection === 'reconnecting' && !saidElsewhere;
  if (!lost && !delayed) return null;
  return (
    <div className={styles.alerts}>
      {lost && <Banner look="warn">The connection to the server is lost. It is tried again; nothing that is on record will be missing.</Banner>}
      {!lost && delayed && (
        <Banner look="warn">
          Transcription of {delayed} is behind{lag > 0 ? ` by ${duration(lag)}` : ''}. All audio is kept and will be transcribed.
        </Banner>
      )}
    </div>
  );
}
