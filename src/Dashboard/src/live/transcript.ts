import type { Gap, Segment } from './feedItem';

interface Timed {
  /** Unique in the session. */
  key: string;
  seq: number;
  channel: string;
  speaker: string;
  /** Seconds on the session's timeline. */
  start: number;
  end: number;
}

/** A line of the transcript: what was said, or what could not be heard. */
export type Line = Timed & ({ kind: 'speech'; segment: Segment } | { kind: 'gap'; reason: string });

export function speechLine(segment: Segment, seq: number, speaker: string, origin: number): Line {
  const { id, channel, start, end } = segment;
  return { kind: 'speech', key: id, seq, channel, speaker, start: origin + start, end: origin + end, segment };
}

export function gapLine(gap: Gap, seq: number, speaker: string, origin: number): Line {
  const { channel, start, end, reason } = gap;
  return { kind: 'gap', key: `gap-${seq}`, seq, channel, speaker, start: origin + start, end: origin + end, reason };
}

/** Puts a line where it was said: a channel that is transcribed late still reads in order. Lines of one moment stay in the order of the record. */
export function insertLine(lines: readonly Line[], line: Line): Line[] {
  let place = lines.length;
  while (place > 0 && lines[place - 1]!.start > line.start) place -= 1;
  return lines.toSpliced(place, 0, line);
}

/** Lines that belong together to the eye: one speaker, without a long pause in between. */
export interface Turn {
  key: string;
  speaker: string;
  start: number;
  lines: Line[];
}

/** A pause after which the same speaker gets a new heading with its time. */
const newTurnAfter = 20;

export function toTurns(lines: readonly Line[]): Turn[] {
  const turns: Turn[] = [];
  let end = 0;
  for (const line of lines) {
    const turn = turns.at(-1);
    if (turn?.speaker === line.speaker && line.start - end < newTurnAfter) turn.lines.push(line);
    else turns.push({ key: line.key, speaker: line.speaker, start: line.start, lines: [line] });
    end = line.end;
  }
  return turns;
}
