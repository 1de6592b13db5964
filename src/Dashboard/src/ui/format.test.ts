import { expect, it } from 'vitest';
import { clockTime, count, dayAndTime, duration, fileSize, momentOf, when } from './format';

it.each([
  [0, '00:00'],
  [61.9, '01:01'],
  [3600, '1:00:00'],
  [-1, '00:00'],
])('clockTime of %d s is %s', (seconds, text) => expect(clockTime(seconds)).toBe(text));

it.each([
  [8.4, '8 s'],
  [59.6, '1 min'],
  [96, '1 min 36 s'],
  [600, '10 min'],
  [3599.6, '1 h 00 min'],
  [3900, '1 h 05 min'],
])('duration of %d s is %s', (seconds, text) => expect(duration(seconds)).toBe(text));

it('count uses the singular for one', () => {
  expect([count(1, 'word'), count(1204, 'word')]).toEqual(['1 word', '1,204 words']);
});

it('dayAndTime names near days', () => {
  const now = new Date(2026, 2, 12, 8);
  expect(dayAndTime(new Date(2026, 2, 12, 7, 5), now)).toBe('Today, 07:05');
  expect(dayAndTime(new Date(2026, 2, 11, 23), now)).toBe('Yesterday, 23:00');
  expect(dayAndTime(new Date(2026, 0, 5, 14, 5), now)).toBe('5 January, 14:05');
  expect(dayAndTime(new Date(2025, 11, 31, 14, 5), now)).toBe('31 December 2025, 14:05');
});

it('when names near days in the middle of a sentence', () => {
  const now = new Date(2026, 2, 12, 8);
  const iso = (...at: [number, number, number, number, number]) => new Date(...at).toISOString();
  expect(when(iso(2026, 2, 12, 7, 5), now)).toBe('today, 07:05');
  expect(when(iso(2026, 2, 11, 23, 0), now)).toBe('yesterday, 23:00');
  expect(when(iso(2026, 2, 13, 9, 0), now)).toBe('13 March, 09:00');
});

it('fileSize rounds', () => expect([fileSize(12), fileSize(340_000), fileSize(12_400_000)]).toEqual(['1 KB', '340 KB', '12.4 MB']));

it('momentOf says the day where it is not today', () => {
  const now = new Date(2026, 2, 12, 15, 0);
  expect(momentOf(new Date(2026, 2, 12, 7, 5, 9), now)).toBe('07:05:09');
  expect(momentOf(new Date(2026, 2, 11, 7, 5, 9), now)).toBe('11 March, 07:05:09');
  expect(momentOf(new Date(2025, 2, 12, 7, 5, 9), now)).toBe('12 March 2025, 07:05:09');
});
