import type { Stretch } from '../live/timeline';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { clockTime } from '../ui/format';
import { SmallSelect } from '../ui/SmallSelect';
import { secondsAt, secondsLong } from './liveTime';
import { speeds, type Replay } from './Replay';
import styles from './Replay.module.css';

interface ReplayControlsProps {
  replay: Replay;
  stretches: readonly Stretch[];
}

/** Plays a session again: starts and stops it, says where it is and how fast it goes, and leads back to the whole. */
export function ReplayControls({ replay, stretches }: ReplayControlsProps) {
  const { active, playing, speed } = useStore(replay.state);
  const seconds = useStore(replay.state, ({ at }) => Math.floor(secondsAt(stretches, at)));
  const lost = useStore(replay.connection) === 'reconnecting';
  return (
    <div className={styles.controls} role="group" aria-label="Replay">
      <Button iconOnly look={active ? 'primary' : 'secondary'} icon={playing ? 'pause' : 'play'} onClick={() => (playing ? replay.pause() : replay.play())}>
        {!active ? 'Replay' : playing ? 'Pause' : 'Play'}
      </Button>
      {/* All of it is always there: the strip beside it must not move under a hand that begins to drag. */}
      <span className={styles.time}>
        {clockTime(active ? seconds : 0)} <span className={styles.whole}>/ {clockTime(secondsLong(stretches))}</span>
      </span>
      <SmallSelect aria-label="Speed" value={speed} onChange={(event) => replay.setSpeed(Number(event.target.value))}>
        {speeds.map((value) => (
          <option key={value} value={value}>
            {value}×
          </option>
        ))}
      </SmallSelect>
      <Button look="quiet" icon="close" iconOnly className={active ? undefined : styles.away} onClick={() => replay.leave()}>
        Leave the replay
      </Button>
      <span role="status" className={styles.trouble}>
        {active && lost ? 'Reconnecting…' : ''}
      </span>
    </div>
  );
}
