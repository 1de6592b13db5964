/** PCM bytes an uplink sends, numbered from 0 in the source's own count. */
export interface PcmSource {
  /** Number of the first byte still held. */
  readonly first: number;
  /** Number behind the last byte that may be sent now; never goes back. */
  readonly end: number;
  /** Number behind the last byte held: a file holds all of itself before its time to be sent has come. */
  readonly held: number;
  /** A view of at most `max` bytes from `from`; at least one when `from` is below {@link end}. */
  read(from: number, max: number): Uint8Array<ArrayBuffer>;
  /** The outcome of everything below `before` is on record: it is not asked for again. */
  release(before: number): void;
}
