import { recorder, samplePlayer } from '../app/activities';
import { isTranscribing } from '../live/activity';
import type { LiveSession } from '../live/LiveSession';
import { SampleControls } from '../sample/SampleControls';
import { useStore } from '../state/store';
import { RecorderControls } from './RecorderControls';
import { StartControls } from './StartControls';
import styles from './Dock.module.css';

interface CaptureDockProps {
  sessionId: string;
  live: LiveSession;
  /** The session was made for an upload: it ends with it, so there is nothing to add meanwhile. */
  forUpload: boolean;
}

/** How audio gets into this session; shows what is running, or what can be started. */
export function CaptureDock({ sessionId, live, forUpload }: CaptureDockProps) {
  const recording = useStore(recorder.state, (state) => state.phase !== 'idle' && state.sessionId === sessionId);
  const playing = useStore(samplePlayer.state, (state) => state.phase !== 'idle' && state.sessionId === sessionId);
  const active = useStore(live.timeline, (timeline) => timeline.status === 'active' && !(forUpload && isTranscribing(timeline)));
  const ended = useStore(live.timeline, ({ status }) => status === 'ended');
  const busyElsewhere = useStore(recorder.state, (state) => recorder.busy && state.sessionId !== sessionId);
  if (!active && !recording && !playing) return null;
  return (
    <section className={styles.dock} aria-label="Audio">
      {playing && <SampleControls />}
      {recording && <RecorderControls sessionId={sessionId} ended={ended} />}
      {!recording && !playing && (
        <StartControls sessionId={sessionId} recordingElsewhere={busyElsewhere} />
      )}
    </section>
  );
}
