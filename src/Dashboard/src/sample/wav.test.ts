import { describe, expect, it } from 'vitest';
import { readWav } from './wav';

type Chunk = [tag: string, body: number[]];

function wav(...chunks: Chunk[]): ArrayBuffer {
  const bytes: number[] = [...ascii('RIFF'), 0, 0, 0, 0, ...ascii('WAVE')];
  for (const [tag, body] of chunks) {
    bytes.push(...ascii(tag), ...number(body.length, 4), ...body);
    if (body.length % 2 === 1) bytes.push(0);
  }
  return Uint8Array.from(bytes).buffer;
}

const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0));
const number = (value: number, length: number) => Array.from({ length }, (_, index) => (value >> (8 * index)) & 255);
const format = (channels: number, bits: number): Chunk => [
  'fmt ',
  [...number(1, 2), ...number(channels, 2), ...number(16_000, 4), ...number(32_000, 4), ...number(2, 2), ...number(bits, 2)],
];

describe('readWav', () => {
  it('finds the samples behind other chunks, also of odd length', () => {
    const audio = readWav(wav(format(1, 16), ['LIST', [1, 2, 3]], ['data', [1, 2, 3, 4]]));
    expect(audio.sampleRate).toBe(16_000);
    expect([...audio.pcm]).toEqual([1, 2, 3, 4]);
  });

  it('reads what is there of a file that was cut off, in whole samples', () => {
    const whole = wav(format(1, 16), ['data', [1, 2, 3, 4]]);
    expect([...readWav(whole.slice(0, whole.byteLength - 1)).pcm]).toEqual([1, 2]);
  });

  it.each([
    ['empty', new ArrayBuffer(0)],
    ['text', Uint8Array.from(ascii('this is not audio at all')).buffer],
    ['stereo', wav(format(2, 16), ['data', [0, 0]])],
    ['8 bit', wav(format(1, 8), ['data', [0, 0]])],
    ['without data', wav(format(1, 16))],
  ])('refuses a file that is %s', (_what, file) => {
    expect(() => readWav(file)).toThrow(/WAV/);
  });
});
