import { expect, it } from 'vitest';
import { endOf, momentOf, nextSound, playingAt, type Recording } from './recordings';

const take = (id: string, channel: string, start: number, session_start: number, duration: number): Recording => ({
  id,
  channel,
  start,
  end: start + duration,
  session_start,
  duration,
  here: true,
  url: `/${id}`,
});

// The microphone was closed for a minute; the phone joined 5 s late.
const all = [take('a', 'mic', 0, 2, 10), take('b', 'mic', 10, 72, 10), take('c', 'phone', 0, 7, 20)];

it.each([
  ['mic', 0, 2],
  ['mic', 9.5, 11.5],
  ['mic', 10, 72],
  ['phone', 3, 10],
  ['mic', 20, undefined],
  ['desk', 1, undefined],
] as const)('second %2$d of %1$s is at %3$s of the session', (channel, seconds, at) => expect(momentOf(all, channel, seconds)).toBe(at));

it('plays the channels that sound at a moment', () => {
  expect(playingAt(all, 8).map(({ id }) => id)).toEqual(['a', 'c']);
  expect(playingAt(all, 50)).toEqual([]);
});

it('goes on where there is something to hear', () => {
  expect(nextSound(all, 0)).toBe(2);
  expect(nextSound(all, 30)).toBe(72);
  expect(nextSound(all, 82)).toBeUndefined();
  expect(endOf(all)).toBe(82);
  expect(endOf([])).toBe(0);
});
