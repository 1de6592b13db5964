import { describe, expect, it } from 'vitest';
import { speechLine, toTurns } from './transcript';
import { markUnsureWords } from './words';

const line = (seq: number, speaker: string, start: number, end = start + 2) =>
  speechLine({ id: `s${seq}`, channel: speaker, start, end, text: `line ${seq}` }, seq, speaker, 0);

describe('toTurns', () => {
  it('joins what one speaker says, and starts anew for another speaker or after a long pause', () => {
    const turns = toTurns([line(1, 'Ana', 0), line(2, 'Ana', 3), line(3, 'Ben', 6), line(4, 'Ben', 60)]);
    expect(turns.map(({ speaker, lines }) => [speaker, lines.map(({ seq }) => seq)])).toEqual([
      ['Ana', [1, 2]],
      ['Ben', [3]],
      ['Ben', [4]],
    ]);
  });
});

describe('markUnsureWords', () => {
  const word = (text: string, confidence: number) => ({ text, confidence, start: 0, end: 0 });

  it('lets words of low confidence stand alone and keeps the text as it is', () => {
    const pieces = markUnsureWords({ text: 'We ship  it, Friday.', words: [word('we', 0.9), word('ship', 0.2), word('it', 0.9), word('friday', 0.9)] });
    expect(pieces).toEqual([{ text: 'We ' }, { text: 'ship', confidence: 0.2 }, { text: '  it, Friday.' }]);
    expect(pieces.map(({ text }) => text).join('')).toBe('We ship  it, Friday.');
  });

  it('marks nothing when words and text do not match one to one', () => {
    expect(markUnsureWords({ text: 'It costs 20 euros.', words: [word('it', 0.1)] })).toEqual([{ text: 'It costs 20 euros.' }]);
    expect(markUnsureWords({ text: 'No words.' })).toEqual([{ text: 'No words.' }]);
  });
});
