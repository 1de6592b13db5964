import { describe, expect, it } from 'vitest';
import { kindName, pathOf, readQuestion, searchPath, searchQuery, type SearchHit } from './search';

const nothing = readQuestion('');

describe('the address of a question', () => {
  it('leads to it again', () => {
    const question = { q: '"quarterly budget" -draft', kind: 'note', speaker: 'Ana & Ben', tag: 'valve', from: '2026-05-01', to: '2026-05-04' } as const;
    const { pathname, search } = new URL(searchPath(question), 'https://page.example');
    expect([pathname, readQuestion(search)]).toEqual(['/search', question]);
  });

  it('says no more than was asked', () => expect([searchPath(nothing), searchPath({ ...nothing, q: 'a' })]).toEqual(['/search', '/search?q=a']));

  it('of another kind asks for all', () => expect(readQuestion('?kind=secrets').kind).toBe('all'));
});

describe('searchQuery', () => {
  it('asks for whole days of this place, the last one too', () => {
    const query = searchQuery({ ...nothing, q: 'valve', from: '2026-05-01', to: '2026-05-04' }, 'next');
    expect(Object.fromEntries(query)).toEqual({ q: 'valve', from: new Date(2026, 4, 1).toISOString(), to: new Date(2026, 4, 4, 23, 59, 59, 999).toISOString(), cursor: 'next' });
  });

  it('leaves a day out that is none', () => expect([...searchQuery({ ...nothing, q: 'a', from: 'soon' }).keys()]).toEqual(['q']));
});

describe('a result', () => {
  const hit = (more: Partial<SearchHit>): SearchHit => ({ kind: 'transcript', session_id: 'sess_1', session_name: '', id: 'seg_1', seq: 1, at: '', snippet: [], ...more });

  it.each([
    ['the line', hit({}), '/s/sess_1?line=seg_1'],
    ['the note', hit({ kind: 'note', id: 'note_1' }), '/s/sess_1?note=note_1'],
    ['what the insight rests on', hit({ kind: 'insight', id: 'i', moment: { segment_id: 'seg_7', start: 1, end: 2 } }), '/s/sess_1?line=seg_7'],
    ['the session, where it rests on nothing', hit({ kind: 'insight', id: 'summary' }), '/s/sess_1'],
  ])('leads to %s', (_, found, path) => expect(pathOf(found)).toBe(path));

  it('says what it is', () => {
    expect([hit({}), hit({ kind: 'note' }), hit({ kind: 'insight', insight_kind: 'action_item' }), hit({ kind: 'insight', insight_kind: 'omen' })].map(kindName)).toEqual(['Said', 'Note', 'Action item', 'Insight']);
  });
});
