import { describe, expect, it } from 'vitest';
import { lineNearest, speechLine, spokenAt, toTurns } from './transcript';
import { markUnsureWords } from './words';

const line = (seq: number, speaker: string, start: number, end = start + 2) =>
  speechLine({ id: `s${seq}`, channel: speaker, start, end, text: `line ${seq}` }, seq, speaker, 0, 1_000_000 + start * 1000);

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

describe('lineNearest', () => {
  const lines = [line(1, 'Ana', 0), line(2, 'Ben', 10, 14), line(3, 'Ana', 20)];

  it.each([
    [-60, 1],
    [7, 2],
    [12, 2],
    [14.5, 2],
    [19, 3],
    [900, 3],
  ])('at %d s is line %d', (seconds, seq) => expect(lineNearest(lines, 1_000_000 + seconds * 1000)?.seq).toBe(seq));

  it('is none where nothing was said', () => expect(lineNearest([], 0)).toBeUndefined());
});

describe('spokenAt', () => {
  const day = Date.UTC(2026, 0, 5, 9);
  const iso = (seconds: number) => new Date(day + seconds * 1000).toISOString();

  it('goes by the clock of a channel that is heard while somebody speaks', () => expect(spokenAt(iso(9), day, 4, 6)).toBe(day + 4000));

  it.each([
    ['of a recording that was sent at once', iso(5), day, 60, 62],
    ['after a pause of the channel', iso(4000), day, 60, 62],
    ['of a line that came as text', iso(5), 0, 0, 2],
  ])('goes by the record %s', (_, recorded, opened, start, end) => expect(spokenAt(recorded, opened, start, end)).toBe(Date.parse(recorded) - 2000));
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
