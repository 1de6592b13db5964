import { describe, expect, it } from 'vitest';
import { applyUpdate, noInsights, type Insight } from './insight';
import { whenDue } from './whenDue';

const item = (id: string, text: string): Insight => ({ id, kind: 'question', text, status: 'open', segment_ids: ['seg_1'], source: 'local' });
const summary = { text: 'So far.', segment_ids: ['seg_1'], source: 'local' };

describe('applyUpdate', () => {
  const first = applyUpdate(noInsights, { through_seq: 5, final: false, summary, changed: [item('a', 'A?'), item('b', 'B?')], removed: [] });

  it('adds in order, changes in place, and removes', () => {
    const second = applyUpdate(first, { through_seq: 9, final: true, changed: [item('c', 'C?'), item('a', 'A, really?')], removed: ['b'] });
    expect(second.items.map(({ text }) => text)).toEqual(['A, really?', 'C?']);
    expect(second.final).toBe(true);
  });

  it('keeps the summary when a pass did not change it', () => {
    expect(applyUpdate(first, { through_seq: 9, final: false }).summary).toBe(summary);
  });
});

describe('whenDue', () => {
  it.each([
    [{ text: 'Send it', due: 'by Friday', due_on: '2026-01-09' }, 'by Friday (Fri 9 Jan)'],
    [{ text: 'Send it', due: 'soon' }, 'soon'],
    [{ text: 'the ninth', due: 'The ninth', due_on: '2026-01-09' }, 'Fri 9 Jan'],
    [{ text: 'Send it', due_on: 'not a day' }, undefined],
    [{ text: 'Send it' }, undefined],
  ])('of %j is %j', (insight, shown) => expect(whenDue(insight)?.replace(',', '')).toBe(shown));
});
