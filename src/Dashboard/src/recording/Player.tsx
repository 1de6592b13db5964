import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { clockTime } from '../ui/format';
import { SmallSelect } from '../ui/SmallSelect';
import { ChannelChoice } from './ChannelChoice';
import type { Playback } from './Playback';
import type { Recording } from './recordings';
import styles from './Recording.module.css';

const rates = [0.5, 0.75, 1, 1.25, 1.5, 2];

interface PlayerProps {
  playback: Playback;
  recordings: readonly Recording[];
}

/** Plays, seeks, and says where it is; a line of the transcript plays from there. */
export function Player({ playback, recordings }: PlayerProps) {
  const { playing, loading, at, end, rate, error } = useStore(playback.state);
  return (
    <div className={styles.player} role="group" aria-label="Recording">
      <Button iconOnly look="primary" icon={playing ? 'pause' : 'play'} onClick={() => (playing ? playback.pause() : playback.play())}>
        {playing ? 'Pause the recording' : 'Play the recording'}
      </Button>
      <input
        className={styles.seek}
        type="range"
        aria-label="Where it plays"
        aria-valuetext={`${clockTime(at)} of ${clockTime(end)}`}
        min={0}
        max={end}
        step={0.1}
        value={Math.min(at, end)}
        onChange={({ target }) => playback.seek(Number(target.value))}
      />
      <span className={styles.time}>{loading && playing ? 'Loading…' : `${clockTime(at)} / ${clockTime(end)}`}</span>
      <SmallSelect aria-label="Speed" value={rate} onChange={({ target }) => playback.setRate(Number(target.value))}>
        {rates.map((value) => (
          <option key={value} value={value}>
            {value}×
          </option>
        ))}
      </SmallSelect>
      <ChannelChoice playback={playback} recordings={recordings} />
      {error && (
        <span role="alert" className={styles.error}>
          {error}
        </span>
      )}
    </div>
  );
}
