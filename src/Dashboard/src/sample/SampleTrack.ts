import type { PcmSource } from '../capture/PcmSource';

/** One speaker's part of the sample meeting: all of it is held, and may be sent up to where the meeting's clock is. */
export class SampleTrack implements PcmSource {
  readonly first = 0;
  end = 0;
  readonly #pcm: Uint8Array<ArrayBuffer>;
  readonly #bytesPerSecond: number;

  constructor(pcm: Uint8Array<ArrayBuffer>, sampleRate: number) {
    this.#pcm = pcm;
    this.#bytesPerSecond = sampleRate * 2;
  }

  get held() {
    return this.#pcm.length;
  }

  get seconds() {
    return this.#pcm.length / this.#bytesPerSecond;
  }

  /** Seconds of audio that so many bytes are. */
  secondsOf(bytes: number) {
    return bytes / this.#bytesPerSecond;
  }

  /** Lets everything up to `seconds` be sent, in whole samples. */
  advance(seconds: number) {
    const bytes = Math.floor((seconds * this.#bytesPerSecond) / 2) * 2;
    this.end = Math.min(this.#pcm.length, Math.max(this.end, bytes));
  }

  read(from: number, max: number) {
    return this.#pcm.subarray(from, Math.min(from + max, this.end));
  }

  /** A file keeps its beginning: the server may ask for it again. */
  release() {}
}
