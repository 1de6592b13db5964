import type { PcmSource } from './PcmSource';

const blockSize = 64 * 1024;

/**
 * Captured audio that has no outcome yet, oldest first, in memory. It is bounded by who fills it: past {@link capacity} it is {@link full},
 * and capture has to pause. What arrives while capture is pausing is still taken, so that nothing is lost.
 */
export class PcmBacklog implements PcmSource {
  readonly #capacity: number;
  /** Blocks of fixed size; the first one holds the byte numbered {@link #base}. */
  #blocks: Uint8Array<ArrayBuffer>[] = [];
  #base = 0;
  #first = 0;
  #end = 0;

  /** @param capacity Bytes to hold before it counts as full. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get first() {
    return this.#first;
  }

  get end() {
    return this.#end;
  }

  get held() {
    return this.#end;
  }

  get size() {
    return this.#end - this.#first;
  }

  get full() {
    return this.size >= this.#capacity;
  }

  /** Whether enough has left a full backlog to go on capturing for a while. */
  get roomy() {
    return this.size <= this.#capacity * 0.9;
  }

  append(bytes: Uint8Array) {
    for (let taken = 0; taken < bytes.length; ) {
      const within = (this.#end - this.#base) % blockSize;
      if (within === 0) this.#blocks.push(new Uint8Array(blockSize));
      const piece = bytes.subarray(taken, taken + blockSize - within);
      this.#blocks.at(-1)!.set(piece, within);
      taken += piece.length;
      this.#end += piece.length;
    }
  }

  read(from: number, max: number): Uint8Array<ArrayBuffer> {
    if (from < this.#first || from > this.#end) throw new RangeError(`Byte ${from} is not held: ${this.#first} to ${this.#end} are.`);
    const block = this.#blocks[Math.floor((from - this.#base) / blockSize)];
    const within = (from - this.#base) % blockSize;
    const length = Math.min(max, blockSize - within, this.#end - from);
    return block ? block.subarray(within, within + length) : new Uint8Array(0);
  }

  release(before: number) {
    this.#first = Math.min(Math.max(this.#first, before), this.#end);
    while (this.#blocks.length > 0 && this.#base + blockSize <= this.#first) {
      this.#blocks.shift();
      this.#base += blockSize;
    }
  }
}
