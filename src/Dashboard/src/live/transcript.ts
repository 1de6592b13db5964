import type { Full, Gap, Segment } from './feedItem';

interface Timed {
  /** Unique in the session. */
  key: string;
  seq: number;
  channel: string;
  speaker: string;
  /** Seconds on the session's timeline. */
  start: number;
  end: number;
  /** When it was said, as well as that is known; epoch milliseconds. */
  at: number;
}

/** A line of the transcript: what was said, what could not be heard, or from where on nothing was kept. */
export type Line = Timed & ({ kind: 'speech'; segment: Segment } | { kind: 'gap'; reason: string } | { kind: 'unkept' });

export function speechLine(segment: Segment, seq: number, speaker: string, origin: number, at: number): Line {
  const { id, channel, start, end } = segment;
  return { kind: 'speech', key: id, seq, channel, speaker, start: origin + start, end: origin + end, at, segment };
}

export function gapLine(gap: Gap, seq: number, speaker: string, origin: number, at: number): Line {
  const { channel, start, end, reason } = gap;
  return { kind: 'gap', key: `gap-${seq}`, seq, channel, speaker, start: origin + start, end: origin + end, at, reason };
}

export function unkeptLine({ channel, from }: Full, seq: number, speaker: string, origin: number, at: number): Line {
  return { kind: 'unkept', key: `unkept-${seq}`, seq, channel, speaker, start: origin + from, end: origin + from, at };
}

/** Words go on record soon after they were said: what differs by more (ms) was said on another day, or sent faster than it was spoken. */
const soonAfter = 120_000;
/** So far (ms) a sender's clock may be ahead. */
const ahead = 2000;

/**
 * When something was said, epoch milliseconds. The channel's own clock tells it well as long as it runs with the world's; a recording that is sent at once, or a
 * channel that was closed for a while, does not, and then it is when it went on record.
 */
export function spokenAt(recordedAt: string, openedAt: number, start: number, end: number): number {
  const recorded = Date.parse(recordedAt);
  const byClock = openedAt + start * 1000;
  const late = recorded - (openedAt + end * 1000);
  return openedAt > 0 && late >= -ahead && late < soonAfter ? byClock : recorded - (end - start) * 1000;
}

/** The line that was said next to a moment, epoch milliseconds. */
export function lineNearest(lines: readonly Line[], moment: number): Line | undefined {
  return lines.reduce<Line | undefined>((best, line) => (best && distance(best, moment) <= distance(line, moment) ? best : line), undefined);
}

/** How far (ms) a moment is from what was said: not at all while it was being said. */
function distance({ at, start, end }: Line, moment: number): number {
  return Math.max(at - moment, moment - (at + (end - start) * 1000), 0);
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
