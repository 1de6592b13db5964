import { samplePlayer } from '../app/activities';
import styles from '../capture/Dock.module.css';
import { useStore } from '../state/store';
import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { clockTime } from '../ui/format';
import { ProgressBar } from '../ui/ProgressBar';

/** The sample meeting while it plays into this session. */
export function SampleControls() {
  const { phase, position, duration, muted, error } = useStore(samplePlayer.state);
  if (phase === 'failed') {
    return (
      <Banner look="error" action={<Button onClick={() => samplePlayer.dismiss()}>OK</Button>}>
        The sample stopped. {error}
      </Banner>
    );
  }
  if (phase === 'finishing') {
    return (
      <p className={styles.row} role="status">
        <span className={styles.state}>Finishing…</span>
        <span className={styles.muted}>The last words are being transcribed; then the session ends.</span>
      </p>
    );
  }
  return (
    <div className={styles.row}>
      <span className={styles.state}>{phase === 'playing' ? 'Sample meeting' : 'Connecting the sample…'}</span>
      <span className={styles.grow}>
        <ProgressBar label="Sample meeting" value={duration > 0 ? position / duration : 0} />
      </span>
      <span className={styles.muted}>
        {clockTime(position)} / {clockTime(duration)}
      </span>
      <span className={styles.buttons}>
        <Button icon={muted ? 'muted' : 'sound'} onClick={() => samplePlayer.mute(!muted)}>
          {muted ? 'Unmute' : 'Mute'}
        </Button>
        <Button look="live" icon="stop" onClick={() => samplePlayer.stop()}>
          Stop
        </Button>
      </span>
    </div>
  );
}
