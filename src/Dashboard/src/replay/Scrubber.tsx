import { useEffect, useRef, useState } from 'react';
import type { Stretch } from '../live/timeline';
import { useStore } from '../state/store';
import { clockTime } from '../ui/format';
import { momentAt, secondsAt, secondsLong } from './liveTime';
import type { Replay } from './Replay';
import styles from './Replay.module.css';

/** So often (ms) the place that somebody drags to is asked for. */
const pace = 80;

interface ScrubberProps {
  replay: Replay;
  stretches: readonly Stretch[];
}

/** The session's length to move along: by pointer, and with the keys of a slider. */
export function Scrubber({ replay, stretches }: ScrubberProps) {
  const { active, at } = useStore(replay.state);
  const later = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Where the thumb is while it is dragged.
  const [wished, setWished] = useState<number>();
  const newest = useRef(0);
  const length = secondsLong(stretches);
  const seconds = wished ?? (active ? secondsAt(stretches, at) : 0);
  const seek = (to: number) => {
    newest.current = to;
    setWished(to);
    later.current ??= setTimeout(() => {
      later.current = undefined;
      replay.seek(momentAt(stretches, newest.current));
      setWished(undefined);
    }, pace);
  };
  useEffect(() => () => clearTimeout(later.current), []);
  return (
    <>
      {active && <span className={styles.played} style={{ width: `${(seconds / length) * 100}%` }} aria-hidden="true" />}
      <input
        type="range"
        className={styles.scrubber}
        aria-label="Moment of the session"
        aria-valuetext={`${clockTime(seconds)} of ${clockTime(length)}`}
        min={0}
        max={length}
        step={Math.min(1, length / 100)}
        value={seconds}
        data-active={active || undefined}
        onChange={(event) => seek(event.target.valueAsNumber)}
      />
    </>
  );
}
