import { describe, expect, it } from 'vitest';
import { FrameAssembler, levelOf } from './frames';

describe('FrameAssembler', () => {
  function frames(length: number, ...inputs: number[][]): number[][] {
    const out: number[][] = [];
    const assembler = new FrameAssembler(length, (frame) => out.push([...new Int16Array(frame)]));
    inputs.forEach((samples) => assembler.push(Float32Array.from(samples)));
    assembler.flush();
    return out;
  }

  it('cuts samples into frames whatever the size they come in, and gives out the rest at the end', () => {
    const ones = (count: number) => Array.from({ length: count }, () => 1);
    expect(frames(4, ones(3), ones(6)).map(({ length }) => length)).toEqual([4, 4, 1]);
  });

  it('maps full scale to full scale and clips beyond it', () => {
    expect(frames(5, [0, 1, -1, 1.5, -1.5])).toEqual([[0, 32767, -32768, 32767, -32768]]);
  });

  it('writes little-endian', () => {
    const out: ArrayBuffer[] = [];
    new FrameAssembler(1, (frame) => out.push(frame)).push(Float32Array.of(0x1234 / 0x7fff));
    expect([...new Uint8Array(out[0]!)]).toEqual([0x34, 0x12]);
  });
});

describe('levelOf', () => {
  const level = (...samples: number[]) => Math.round(levelOf(new Uint8Array(Int16Array.from(samples).buffer)));

  it('is 0 at full scale, -6 at half of it, and -90 for silence or nothing', () => {
    expect(level(-32768, -32768)).toBe(0);
    expect(level(16384, -16384)).toBe(-6);
    expect(level(0, 0, 0)).toBe(-90);
    expect(level()).toBe(-90);
  });
});
