import { describe, expect, it } from 'vitest';
import { colourCount, colourSpeakers } from './speakerColours';

const people = ['Ana', 'Ben', 'Callum', 'Dev'];
const permutations = (names: string[]): string[][] =>
  names.length === 0 ? [[]] : names.flatMap((name) => permutations(names.filter((other) => other !== name)).map((rest) => [name, ...rest]));

describe('colourSpeakers', () => {
  it('depends on who speaks, not on who came first', () => {
    const colours = (names: string[]) => [...colourSpeakers(names)].toSorted();
    for (const order of permutations(people)) expect(colours(order)).toEqual(colours(people));
  });

  it('gives a name its own colour whenever that is free', () => {
    const together = colourSpeakers(people);
    for (const name of people) expect(colourSpeakers([name]).get(name)).toBe(together.get(name));
  });

  it('keeps speakers apart for as long as there are colours, and then uses all of them', () => {
    const names = Array.from({ length: 20 }, (_, index) => `Speaker ${index}`);
    for (let size = 1; size <= names.length; size += 1) {
      const colours = [...colourSpeakers(names.slice(0, size)).values()];
      expect(new Set(colours).size).toBe(Math.min(size, colourCount));
      expect(colours.every((colour) => colour >= 0 && colour < colourCount)).toBe(true);
    }
  });
});
