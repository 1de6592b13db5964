import { describe, expect, it } from 'vitest';
import type { FeedItem, JournalEvent } from '../live/feedItem';
import { emptyTimeline, reduce, type Timeline } from '../live/timeline';
import { applyUpdate, noInsights, type Insight } from '../insights/insight';
import { markStale, speakersRenamed } from './correction';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 5, 9) + seconds * 1000).toISOString();

const insight = (id: string): Insight => ({ id, kind: 'decision', text: id, status: 'settled', segment_ids: ['seg_4'], source: 'local' });

function meeting(): JournalEvent[] {
  return [
    { seq: 1, at: at(0), event: 'session.created', data: { details: { name: 'Weekly call' } } },
    { seq: 2, at: at(0), event: 'session.started', data: {} },
    { seq: 3, at: at(1), event: 'channel.opened', data: { channel: 'a', speaker: 'Ana', sample_rate: 16000 } },
    { seq: 4, at: at(4), event: 'transcript.segment', data: { id: 'seg_4', channel: 'a', speaker: 'Ana', start: 2, end: 4, text: 'the bugdet', version: 1 } },
    { seq: 5, at: at(5), event: 'transcript.segment', data: { id: 'seg_5', channel: 'x', speaker: null, start: 0, end: 0, text: 'nobody', version: 1 } },
    { seq: 6, at: at(6), event: 'insight.updated', data: { through_seq: 5, final: false, changed: [insight('ins_1'), insight('ins_2')] } },
    { seq: 7, at: at(7), event: 'transcript.corrected', data: { id: 'seg_4', seq: 4, channel: 'a', speaker: 'Ana', start: 2, end: 4, text: 'the budget', version: 2, stale: { ids: ['ins_1'], summary: false } } },
    { seq: 8, at: at(8), event: 'speaker.renamed', data: { from: 'Ana', to: 'Anna', stale: { ids: ['ins_2'], summary: false } } },
    { seq: 9, at: at(9), event: 'insight.updated', data: { through_seq: 8, final: false, changed: [insight('ins_2')] } },
  ];
}

const fold = (items: FeedItem[], from: Timeline = emptyTimeline) => items.reduce((timeline, item) => reduce(timeline, item, 0), from);
const shown = ({ lines }: Timeline) => lines.map((line) => (line.kind === 'speech' ? `${line.speaker}: ${line.segment.text} ${line.segment.version}` : ''));
const stale = ({ insights }: Timeline) => insights.items.filter((item) => item.stale).map(({ id }) => id);

describe('a timeline with corrections', () => {
  it('shows what was heard until it is corrected', () => {
    expect(shown(fold(meeting().slice(0, 6)))).toContain('Ana: the bugdet 1');
    expect(shown(fold(meeting().slice(0, 7)))).toContain('Ana: the budget 2');
  });

  it('leaves a corrected line where it was said', () => {
    const [before, after] = [fold(meeting().slice(0, 6)), fold(meeting())];
    expect(after.lines.map(({ key, seq, start }) => [key, seq, start])).toEqual(before.lines.map(({ key, seq, start }) => [key, seq, start]));
  });

  it('renames somebody everywhere, and nobody else', () => {
    const timeline = fold(meeting());
    expect(shown(timeline)).toEqual(expect.arrayContaining(['Anna: the budget 3', 'x: nobody 1']));
    expect(timeline.channels['a']?.speaker).toBe('Anna');
    expect(timeline.speakers).toEqual(['Anna', 'x']);
  });

  it('says what is worked out anew until it has been', () => {
    expect(stale(fold(meeting().slice(0, 7)))).toEqual(['ins_1']);
    expect(stale(fold(meeting().slice(0, 8)))).toEqual(['ins_1', 'ins_2']);
    expect(stale(fold(meeting()))).toEqual([]);
  });

  it('leaves other lines as they are, so that they are not drawn again', () => {
    const before = fold(meeting().slice(0, 6));
    const after = fold(meeting().slice(6, 7), before);
    const other = (timeline: Timeline) => timeline.lines.find(({ key }) => key === 'seg_5');
    expect(other(after)).toBe(other(before));
  });
});

describe('markStale', () => {
  it('marks the summary, and forgets one that is gone', () => {
    const set = { ...noInsights, summary: { text: 'Well.', segment_ids: ['seg_4'], source: 'local' } };
    const marked = markStale(set, { ids: [], summary: true });
    expect(marked.summary?.stale).toBe(true);
    expect(applyUpdate(marked, { through_seq: 9, final: true }).summary?.stale).toBe(false);
    expect(applyUpdate(marked, { through_seq: 9, final: true, summary: { text: '', segment_ids: [], source: 'local' } }).summary).toBeUndefined();
  });
});

describe('speakersRenamed', () => {
  it('keeps places, and makes one of two', () => {
    expect(speakersRenamed(['Ana', 'Ben'], { from: 'Ana', to: 'Cem' })).toEqual(['Cem', 'Ben']);
    expect(speakersRenamed(['Ana', 'Ben'], { from: 'Ana', to: 'Ben' })).toEqual(['Ben']);
  });
});
