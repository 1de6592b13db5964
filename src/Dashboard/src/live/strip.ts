import { kindTitles } from '../insights/kindTitles';
import { valueText } from '../telemetry/telemetry';
import type { Stretch, Timeline } from './timeline';

export type MarkKind = 'note' | 'insight' | 'warn' | 'alarm' | 'gap';

/** Something that stands out in a session's time, and what to show of it. */
export interface Mark {
  key: string;
  kind: MarkKind;
  /** From 0, the beginning, to 1, the end. */
  place: number;
  label: string;
  /** When it was, epoch milliseconds. */
  at: number;
  /** The line of the transcript to go to. */
  line?: string;
  /** The note to go to. */
  note?: string;
}

type Marked = Pick<Timeline, 'stretches' | 'lines' | 'notes' | 'insights' | 'crossings'>;

/** Marks of one kind that are nearer to each other than this are one to the eye. */
const apart = 0.004;

/** What stands out, in order; a crossing has no line of its own. @param now Epoch milliseconds: the end of a session that is live. */
export function marksOf({ stretches, lines, notes, insights, crossings }: Marked, now: number): Mark[] {
  const where = (at: number) => ({ at, place: placeOf(stretches, at, now) });
  const byKey = new Map(lines.map((line) => [line.key, line]));
  const marks: Mark[] = lines
    .filter(({ kind }) => kind !== 'speech')
    .map((line) => ({ key: line.key, kind: 'gap', ...where(line.at), label: line.kind === 'gap' ? `Not heard: ${line.speaker}` : 'Audio not kept from here on', line: line.key }));
  for (const { id, timestamp, content } of notes) {
    marks.push({ key: id, kind: 'note', ...where(Date.parse(timestamp)), label: `Note: ${content}`, note: id });
  }
  for (const { id, kind, text, segment_ids: segments } of insights.items) {
    const line = kind === 'topic' ? undefined : segments.map((segment) => byKey.get(segment)).find((found) => found !== undefined);
    if (line) marks.push({ key: id, kind: 'insight', ...where(line.at), label: `${kindTitles[kind]}: ${text}`, line: line.key });
  }
  for (const { channel, number, level, value, unit, measured_at: at } of crossings) {
    if (level === 'ok') continue;
    const label = `${level === 'alarm' ? 'Alarm' : 'Warning'}: ${channel} ${valueText(value)}${unit ? ` ${unit}` : ''}`;
    marks.push({ key: `${channel} ${number}`, kind: level, ...where(Date.parse(at)), label });
  }
  const shown = new Map<MarkKind, number>();
  return marks
    .toSorted((a, b) => a.place - b.place)
    .filter(({ kind, place }) => {
      const near = place - (shown.get(kind) ?? -1) < apart;
      if (!near) shown.set(kind, place);
      return !near;
    });
}

/** Where a moment is in the time that a session was live, pauses left out; what was before, between or after stands at the edge that is next. */
export function placeOf(stretches: readonly Stretch[], at: number, now: number): number {
  let [before, whole] = [0, 0];
  for (const { from, to = Math.max(from, now) } of stretches) {
    whole += to - from;
    before += Math.min(Math.max(at - from, 0), to - from);
  }
  return whole > 0 ? before / whole : 0;
}
