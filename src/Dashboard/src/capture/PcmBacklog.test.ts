import { describe, expect, it } from 'vitest';
import { PcmBacklog } from './PcmBacklog';

/** Bytes whose value tells their number. */
function bytes(from: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (from + index) % 251);
}

function readAll(backlog: PcmBacklog, from: number): number[] {
  const all: number[] = [];
  while (from + all.length < backlog.end) all.push(...backlog.read(from + all.length, 10_000));
  return all;
}

describe('PcmBacklog', () => {
  it('gives back what was appended, across blocks and at any cut', () => {
    const backlog = new PcmBacklog(1_000_000);
    for (let at = 0; at < 200_000; at += 1280) backlog.append(bytes(at, 1280));
    expect(backlog.end).toBe(200_960);
    expect(readAll(backlog, 150_001)).toEqual([...bytes(150_001, 200_960 - 150_001)]);
  });

  it('keeps what has no outcome yet when older audio is released', () => {
    const backlog = new PcmBacklog(1_000_000);
    backlog.append(bytes(0, 300_000));
    backlog.release(131_073);
    backlog.append(bytes(300_000, 20_000));
    expect([backlog.first, backlog.size]).toEqual([131_073, 320_000 - 131_073]);
    expect(readAll(backlog, 131_073)).toEqual([...bytes(131_073, 320_000 - 131_073)]);
    expect(() => backlog.read(131_072, 1)).toThrow(RangeError);
  });

  it('never releases what is not there, and nothing twice', () => {
    const backlog = new PcmBacklog(1_000_000);
    backlog.append(bytes(0, 65_536));
    backlog.release(100_000);
    backlog.release(10);
    expect([backlog.first, backlog.end]).toEqual([65_536, 65_536]);
    backlog.append(bytes(65_536, 3));
    expect(readAll(backlog, 65_536)).toEqual([...bytes(65_536, 3)]);
  });

  it('is full at its capacity, takes what still comes, and is roomy again only with some room', () => {
    const backlog = new PcmBacklog(1000);
    backlog.append(bytes(0, 999));
    expect(backlog.full).toBe(false);
    backlog.append(bytes(999, 11));
    expect([backlog.full, backlog.size]).toEqual([true, 1010]);
    backlog.release(50);
    expect([backlog.full, backlog.roomy]).toEqual([false, false]);
    backlog.release(200);
    expect(backlog.roomy).toBe(true);
  });
});
