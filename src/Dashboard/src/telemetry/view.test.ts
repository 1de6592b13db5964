import { describe, expect, it } from 'vitest';
import { columnsOf, summaryOf } from './columns';
import { limitsFrom, limitTexts } from './limitTexts';
import { linesOf } from './marks';
import { roomy } from './plotOptions';
import { levelOf, seriesQuery, valueText, type Bucket, type Crossing, type TelemetryChannel } from './telemetry';
import { isNews, newestOf, standing } from './useTelemetry';
import { chosenRange, isOutdated, rangeOf } from './view';

const start = Date.UTC(2026, 4, 4, 12);
const iso = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const channel = (name: string, first: number, last: number): TelemetryChannel => ({ channel: name, unit: 'bar', count: 2, first: iso(first), last: iso(last), level: 'warn' });
const latest = (name: string, at: number, value = 1) => ({ channel: name, timestamp: iso(at), value });
const seconds = (range: ReturnType<typeof rangeOf>) => range && [(range.from - start) / 1000, (range.to - start) / 1000];

describe('rangeOf', () => {
  const channels = [channel('p1', 10, 60), channel('p2', 0, 30)];

  it('of everything is from the first point of any channel to the newest, live ones too', () => {
    expect(seconds(rangeOf({ kind: 'all' }, channels, {}))).toEqual([0, 60]);
    expect(seconds(rangeOf({ kind: 'all' }, channels, { p2: latest('p2', 75) }))).toEqual([0, 75]);
  });

  it('of the last minute moves on with the newest value', () => expect(seconds(rangeOf({ kind: 'last', seconds: 60 }, channels, { p1: latest('p1', 100) }))).toEqual([40, 100]));

  it('stays what somebody chose', () => expect(rangeOf({ kind: 'fixed', from: 1, to: 2 }, channels, {})).toEqual({ from: 1, to: 2 }));

  it('has a length, also of a single point', () => expect(seconds(rangeOf({ kind: 'all' }, [channel('p1', 5, 5)], {}))).toEqual([4, 5]));

  it('is none without channels', () => expect(rangeOf({ kind: 'all' }, [], {})).toBeUndefined());
});

it('a slip of the hand chooses nothing', () => expect([chosenRange(5, 5), chosenRange(5, 500)]).toEqual([undefined, { kind: 'fixed', from: 5, to: 500 }]));

it.each([
  ['the same', { from: 0, to: 100_000 }, 0, false],
  ['a little more', { from: 0, to: 104_000 }, 3, false],
  ['a window that has moved on', { from: 20_000, to: 120_000 }, 3, true],
  ['what was before', { from: -1, to: 100_000 }, 0, true],
  ['many single points', { from: 0, to: 101_000 }, 150, true],
])('what is drawn is outdated by %s: %s', (_, wanted, points, expected) => expect(isOutdated({ from: 0, to: 100_000 }, wanted, points)).toBe(expected));

it('asks for the last point, too, although a browser knows no microseconds', () => {
  const last = '2026-05-04T12:01:00.123456Z';
  const range = rangeOf({ kind: 'all' }, [{ ...channel('p1', 0, 0), last }], {})!;
  const query = Object.fromEntries(seriesQuery('p 1', range, 250));
  expect(query).toMatchObject({ channel: 'p 1', max_points: '250', from: iso(0) });
  expect(query['to']! >= last).toBe(true);
});

describe('columnsOf', () => {
  const bucket = (at: number, min: number, max: number): Bucket => ({ timestamp: iso(at), count: 2, min, max, mean: (min + max) / 2 });

  it('puts values that came live behind the buckets, each once', () => {
    const [at, max, min, mean] = columnsOf([bucket(0, 1, 3), bucket(10, 2, 4)], [latest('p1', 10, 9), latest('p1', 11, 7), latest('p1', 11, 7)]);
    expect(at.map((time) => time - start / 1000)).toEqual([0, 10, 11]);
    expect([max, min, mean]).toEqual([
      [3, 4, 7],
      [1, 2, 7],
      [2, 3, 7],
    ]);
  });

  it('is summed up for those who don’t see it', () => {
    expect(summaryOf([bucket(0, 1, 3), { ...bucket(10, 2, 6), count: 6 }])).toEqual({ min: 1, max: 6, mean: 3.5 });
    expect(summaryOf([])).toBeUndefined();
  });
});

describe('levels', () => {
  const crossing = (number: number, level: Crossing['level'], late = false): Crossing => ({ channel: 'p1', number, level, previous: 'ok', value: 1, measured_at: iso(number), late });

  it('are as the newest crossing says, but for those that came late', () => {
    expect(levelOf(channel('p1', 0, 1), [])).toBe('warn');
    expect(levelOf(channel('p1', 0, 1), [crossing(1, 'alarm'), crossing(2, 'ok', true)])).toBe('alarm');
    expect(levelOf(channel('p2', 0, 1), [crossing(1, 'alarm')])).toBe('warn');
  });

  it('of a moment are as what had been crossed by then says, not as they are now', () => {
    const channels = [channel('p1', 0, 1), channel('p2', 0, 1)];
    expect(standing(channels, []).map(({ level }) => level)).toEqual(['ok', 'ok']);
    expect(standing(channels, [crossing(1, 'warn'), crossing(2, 'alarm'), crossing(3, 'ok', true)]).map(({ level }) => level)).toEqual(['alarm', 'ok']);
  });
});

describe('limits', () => {
  it('go through their fields and back', () => {
    const limits = { warn_high: 2.5, alarm_high: 0, hold_seconds: 1, warn_low: null };
    expect(limitsFrom(limitTexts(limits))).toEqual({ warn_high: 2.5, alarm_high: 0, hold_seconds: 1 });
    expect(limitsFrom(limitTexts(undefined))).toEqual({});
  });

  it('stand as lines where they are set', () => {
    expect(linesOf({ warn_high: 2, alarm_low: 0, alarm_high: null })).toEqual([
      [0, 'alarm'],
      [2, 'warn'],
    ]);
  });
});

it.each([
  [3, { warn_high: 3 }, false],
  [4, { warn_high: 3 }, true],
  [3, null, true],
  [null, { warn_high: 3 }, false],
])('a crossing of %j where %j are known is news: %s', (limit, limits, news) => {
  const crossing: Crossing = { channel: 'p1', number: 1, level: 'warn', previous: 'ok', value: 4, limit, measured_at: iso(0), late: false };
  expect(isNews(crossing, [{ ...channel('p1', 0, 1), limits }])).toBe(news);
});

it('the newest value is the one measured last, wherever it came from', () => {
  const before = { p1: latest('p1', 5), p2: latest('p2', 5) };
  expect(newestOf(before, { p1: latest('p1', 9), p2: latest('p2', 3) })).toEqual({ p1: latest('p1', 9), p2: latest('p2', 5) });
});

it.each([
  [0, '0'],
  [1234.5678, '1,234.6'],
  [0.00001234, '1.234E-5'],
  [-2.5, '-2.5'],
  [3e12, '3E12'],
])('valueText of %d is %s', (value, text) => expect(valueText(value)).toBe(text));

it.each([
  [1, 3, [0.84, 3.16]],
  [5, 5, [4.5, 5.5]],
  [0, 0, [-1, 1]],
  [null, null, [0, 1]],
])('between %j and %j there is room', (low, high, room) => expect(roomy(low, high).map((edge) => Math.round(edge * 100) / 100)).toEqual(room));
