import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Backoff } from './backoff';

/** Connections of one page to a server that is away until it is put back. */
class Page {
  there = false;
  tries: number[] = [];
  readonly connected = new Set<number>();
  readonly #backoffs: Backoff[];

  constructor(count: number) {
    this.#backoffs = Array.from({ length: count }, () => new Backoff());
  }

  lose = () => this.#backoffs.forEach((_, index) => this.#schedule(index));

  close = () => this.#backoffs.forEach((backoff) => backoff.cancel());

  #schedule(index: number) {
    this.connected.delete(index);
    this.#backoffs[index]!.schedule(() => {
      this.tries.push(index);
      if (!this.there) return this.#schedule(index);
      this.connected.add(index);
      this.#backoffs[index]!.connected();
    });
  }
}

describe('Backoff', () => {
  let page: Page;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => {
    page.close();
    vi.useRealTimers();
  });

  it('asks for a lone connection soon, and then ever more rarely', () => {
    page = new Page(1);
    page.lose();
    vi.advanceTimersByTime(300);
    expect(page.tries).toHaveLength(1);
    vi.advanceTimersByTime(59_700);
    expect(page.tries.length).toBeGreaterThan(10);
    expect(page.tries.length).toBeLessThan(18);
  });

  it('asks a server that is away with one connection of five', () => {
    page = new Page(5);
    page.lose();
    vi.advanceTimersByTime(28_000);
    expect(page.tries.length).toBeLessThan(12);
    expect(new Set(page.tries).size).toBe(1);
  });

  it('brings all of them back as soon as one got through', () => {
    page = new Page(5);
    page.lose();
    vi.advanceTimersByTime(28_000);
    page.there = true;
    vi.advanceTimersByTime(6001);
    expect(page.connected.size).toBe(5);
  });

  it('leaves the asking to another when the one that asked is given up', () => {
    page = new Page(2);
    const first = new Backoff();
    const asked = vi.fn();
    first.schedule(asked);
    vi.advanceTimersByTime(200);
    page.lose();
    vi.advanceTimersByTime(100);
    vi.advanceTimersByTime(1000);
    expect([asked.mock.calls.length, page.tries]).toEqual([1, []]);
    page.there = true;
    first.cancel();
    vi.advanceTimersByTime(10);
    expect(page.connected.size).toBe(2);
  });

  it('leaves the asking to another when nothing is heard of the one that asked', () => {
    page = new Page(2);
    page.there = true;
    const first = new Backoff();
    first.schedule(() => undefined);
    vi.advanceTimersByTime(200);
    page.lose();
    vi.advanceTimersByTime(7000);
    expect(page.connected.size).toBe(0);
    vi.advanceTimersByTime(1500);
    expect(page.connected.size).toBe(2);
  });

  it('does not let connections that are refused in a loop hurry one another', () => {
    const backoffs = [new Backoff(), new Backoff()];
    page = new Page(0);
    let tries = 0;
    const loop = (backoff: Backoff) =>
      backoff.schedule(() => {
        tries += 1;
        backoff.connected();
        loop(backoff);
      });
    backoffs.forEach(loop);
    vi.advanceTimersByTime(30_000);
    backoffs.forEach((backoff) => backoff.cancel());
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(26);
  });
});
