import { describe, expect, it } from 'vitest';
import { putNote, readTags, withoutNote, type Note } from './note';

const note = (id: string, minute: number, content = id): Note => ({
  id,
  timestamp: `2026-05-04T12:0${minute}:00.000000Z`,
  content,
  type: 'observation',
  tags: [],
  created_at: '',
  updated_at: '',
  version: 1,
});

describe('notes', () => {
  it('stand by the time of their observation, those of one moment as they came', () => {
    const notes = [note('b', 2), note('a', 1), note('c', 2), note('d', 3), note('e', 0)].reduce(putNote, [] as Note[]);
    expect(notes.map(({ id }) => id)).toEqual(['e', 'a', 'b', 'c', 'd']);
  });

  it('keep their place when they change', () => {
    const notes = putNote([note('a', 1), note('b', 2)], note('a', 1, 'changed'));
    expect(notes.map(({ content }) => content)).toEqual(['changed', 'b']);
  });

  it('go when they are deleted, whether they are known or not', () => {
    expect(withoutNote([note('a', 1)], 'a')).toEqual([]);
    expect(withoutNote([note('a', 1)], 'b')).toHaveLength(1);
  });
});

describe('readTags', () => {
  it('takes each tag once, without what stands around it', () => {
    expect(readTags(' valve,p1 ,, valve,')).toEqual(['valve', 'p1']);
    expect(readTags('  ')).toEqual([]);
  });
});
