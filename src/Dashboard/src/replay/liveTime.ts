import type { Stretch } from '../live/timeline';

/** Stretches that are over; of a session that has not ended the last one is none. */
type Stretches = readonly Stretch[];

const endOf = ({ from, to = from }: Stretch) => to;

/** For how many seconds a session was live, pauses left out. */
export function secondsLong(stretches: Stretches): number {
  return stretches.reduce((sum, stretch) => sum + endOf(stretch) - stretch.from, 0) / 1000;
}

/** How long it had been live at a moment, epoch milliseconds. */
export function secondsAt(stretches: Stretches, at: number): number {
  return stretches.reduce((sum, stretch) => sum + Math.min(Math.max(at - stretch.from, 0), endOf(stretch) - stretch.from), 0) / 1000;
}

/** When it had been live for so many seconds, epoch milliseconds. */
export function momentAt(stretches: Stretches, seconds: number): number {
  let left = Math.max(0, seconds) * 1000;
  for (const stretch of stretches) {
    const length = endOf(stretch) - stretch.from;
    if (left <= length) return stretch.from + left;
    left -= length;
  }
  const last = stretches.at(-1);
  return last ? endOf(last) : 0;
}

/** Where the session goes on, when it was not live at a moment; infinity: nowhere. Undefined while it was. */
export function goesOnAt(stretches: Stretches, at: number): number | undefined {
  for (const stretch of stretches) {
    if (at < stretch.from) return stretch.from;
    if (at <= endOf(stretch)) return undefined;
  }
  return Infinity;
}
