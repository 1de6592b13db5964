import { expect, it } from 'vitest';
import { noInsights, type Insight } from '../insights/insight';
import { marksOf, placeOf } from './strip';
import { gapLine, speechLine, unkeptLine } from './transcript';

const start = Date.UTC(2026, 0, 5, 9);
const iso = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const twice = [
  { from: start, to: start + 60_000 },
  { from: start + 86_400_000, to: start + 86_440_000 },
];

it.each([
  [-5, 0],
  [30, 0.3],
  [60, 0.6],
  [4000, 0.6],
  [86_420, 0.8],
  [99_999, 1],
])('%d s after the first start is %d of a session that was resumed another day', (seconds, place) => expect(placeOf(twice, start + seconds * 1000, 0)).toBeCloseTo(place));

it('a session that is live ends now', () => expect(placeOf([{ from: start }], start + 30_000, start + 120_000)).toBe(0.25));

it('has no length before it starts', () => expect(placeOf([], start, start)).toBe(0));

it('marks what stands out, each with where it leads', () => {
  const insight = (id: string, kind: Insight['kind'], segments: string[]): Insight => ({ id, kind, text: 'send it', status: 'open', segment_ids: segments, source: 'local' });
  const crossing = { channel: 'p1', previous: 'ok' as const, value: 3.5, unit: 'bar', late: false };
  const marks = marksOf(
    {
      stretches: [{ from: start, to: start + 100_000 }],
      lines: [
        speechLine({ id: 'seg_1', channel: 'a', start: 10, end: 12, text: 'hello' }, 1, 'Ana', 0, start + 10_000),
        unkeptLine({ channel: 'a', from: 60, limit: 100 }, 3, 'Ana', 0, start + 60_000),
        gapLine({ channel: 'a', start: 50, end: 55, reason: 'provider-failed' }, 2, 'Ana', 0, start + 50_000),
      ],
      notes: [{ id: 'note_1', timestamp: iso(30), content: 'Valve', type: 'observation', tags: [], created_at: '', updated_at: '', version: 1 }],
      insights: { ...noInsights, items: [insight('i1', 'action_item', ['gone', 'seg_1']), insight('i2', 'topic', ['seg_1']), insight('i3', 'decision', ['gone'])] },
      crossings: [
        { ...crossing, number: 1, level: 'alarm', measured_at: iso(90) },
        { ...crossing, number: 2, level: 'ok', measured_at: iso(90.1) },
        { ...crossing, number: 3, level: 'alarm', measured_at: iso(90.2) },
        { ...crossing, number: 4, level: 'ok', measured_at: iso(95) },
      ],
    },
    0,
  );
  expect(marks.map(({ kind, place, label, line, note }) => [kind, place, label, line ?? note])).toEqual([
    ['insight', 0.1, 'Action item: send it', 'seg_1'],
    ['note', 0.3, 'Note: Valve', 'note_1'],
    ['gap', 0.5, 'Not heard: Ana', 'gap-2'],
    ['gap', 0.6, 'Audio not kept from here on', 'unkept-3'],
    ['alarm', 0.9, 'Alarm: p1 3.5 bar', undefined],
  ]);
});
