import { useMemo, useState, type KeyboardEvent } from 'react';
import type { Replay } from '../replay/Replay';
import { ReplayControls } from '../replay/ReplayControls';
import { Scrubber } from '../replay/Scrubber';
import { useStore } from '../state/store';
import { classes } from '../ui/classes';
import { useNow } from '../ui/useNow';
import type { LiveSession } from './LiveSession';
import { marksOf, type Mark } from './strip';
import { lineNearest } from './transcript';
import styles from './TimelineStrip.module.css';

interface TimelineStripProps {
  live: LiveSession;
  onLine: (ids: readonly string[]) => void;
  onNote: (id: string) => void;
  replay: Replay;
}

/** The session's length with what stands out in it: each mark leads there. Absent while nothing does, unless the session is over and can be replayed. */
export function TimelineStrip({ live, onLine, onNote, replay }: TimelineStripProps) {
  const stretches = useStore(live.timeline, (timeline) => timeline.stretches);
  const lines = useStore(live.timeline, (timeline) => timeline.lines);
  const notes = useStore(live.timeline, (timeline) => timeline.notes);
  const insights = useStore(live.timeline, (timeline) => timeline.insights);
  const crossings = useStore(live.timeline, (timeline) => timeline.crossings);
  const now = useNow(2000, stretches.at(-1)?.to === undefined);
  const marks = useMemo(() => marksOf({ stretches, lines, notes, insights, crossings }, now), [stretches, lines, notes, insights, crossings, now]);
  // Of many marks one is reached with the tab key, the others with the arrows.
  const [current, setCurrent] = useState<string>();
  const reachable = marks.find(({ key }) => key === current) ?? marks[0];
  const over = stretches.length > 0 && stretches.at(-1)?.to !== undefined;
  const replayed = useStore(replay.state, ({ active }) => active);
  if (marks.length === 0 && !over) return null;
  const show = ({ at, line, note }: Mark) => {
    if (replayed) replay.seek(at);
    const key = line ?? lineNearest(lines, at)?.key;
    if (note) onNote(note);
    else if (key) onLine([key]);
  };
  return (
    <div className={styles.frame}>
      {over && <ReplayControls replay={replay} stretches={stretches} />}
      <div className={styles.strip}>
        <span className={styles.track} aria-hidden="true" />
        {over && <Scrubber replay={replay} stretches={stretches} />}
        <div className={styles.marks} role="toolbar" aria-label="Moments of the session" onKeyDown={moveOn}>
          {marks.map((mark) => (
            <button
              key={mark.key}
              type="button"
              className={classes(styles.mark, styles[mark.kind])}
              style={{ left: `${mark.place * 100}%` }}
              title={mark.label}
              aria-label={mark.label}
              tabIndex={mark === reachable ? 0 : -1}
              onFocus={() => setCurrent(mark.key)}
              onClick={() => show(mark)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function moveOn(event: KeyboardEvent<HTMLDivElement>) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const marks = [...event.currentTarget.querySelectorAll('button')];
  marks[marks.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
}
