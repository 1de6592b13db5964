import { useStore } from '../state/store';
import type { LiveSession } from './LiveSession';
import type { Line } from './transcript';

/** Reads new finals out politely; partials and what was said before the page opened stay silent. */
export function FinalsAnnouncer({ live }: { live: LiveSession }) {
  const line = useStore(live.timeline, ({ lines, historySeq, lastSeq }) => (historySeq >= 0 && lastSeq > historySeq ? newest(lines, historySeq) : undefined));
  return (
    <p className="visually-hidden" aria-live="polite">
      {line?.kind === 'speech' ? `${line.speaker}: ${line.segment.text}` : ''}
    </p>
  );
}

/** Late lines are put among earlier ones, but never far from the end. */
function newest(lines: readonly Line[], after: number): Line | undefined {
  const recent = lines.slice(-20).filter((line) => line.seq > after);
  return recent.reduce<Line | undefined>((best, line) => (best && best.seq > line.seq ? best : line), undefined);
}
