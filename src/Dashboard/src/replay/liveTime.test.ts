import { describe, expect, it } from 'vitest';
import { goesOnAt, momentAt, secondsAt, secondsLong } from './liveTime';

/** Live for 10 s, away for an hour, live for 5 s. */
const stretches = [
  { from: 1_000_000, to: 1_010_000 },
  { from: 4_610_000, to: 4_615_000 },
];

describe('the time that a session was live', () => {
  it('leaves pauses out', () => expect([secondsLong(stretches), secondsLong([]), secondsLong([{ from: 1 }])]).toEqual([15, 0, 0]));

  it.each([
    ['before it', 0, 0],
    ['in the middle', 1_004_500, 4.5],
    ['in a pause', 2_000_000, 10],
    ['after a pause', 4_612_000, 12],
    ['after it', 9_000_000, 15],
  ])('counts up to a moment %s', (_, at, seconds) => expect(secondsAt(stretches, at)).toBe(seconds));

  it.each([
    [-1, 1_000_000],
    [0, 1_000_000],
    [4.5, 1_004_500],
    [10, 1_010_000],
    [12, 4_612_000],
    [99, 4_615_000],
  ])('has a moment for second %d', (seconds, at) => expect(momentAt(stretches, seconds)).toBe(at));

  it.each([
    ['with its start', 0, 1_000_000],
    ['while it is live', 1_010_000, undefined],
    ['after a pause', 1_010_001, 4_610_000],
    ['nowhere', 4_615_001, Infinity],
  ])('goes on %s', (_, at, next) => expect(goesOnAt(stretches, at)).toBe(next));
});
