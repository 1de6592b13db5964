/** Collects float samples (-1 … 1) into frames of 16-bit little-endian PCM. Runs in the audio worklet. */
export class FrameAssembler {
  readonly #length: number;
  readonly #emit: (frame: ArrayBuffer) => void;
  #view: DataView<ArrayBuffer>;
  #filled = 0;

  /** @param length Samples in a frame. */
  constructor(length: number, emit: (frame: ArrayBuffer) => void) {
    this.#length = length;
    this.#emit = emit;
    this.#view = new DataView(new ArrayBuffer(length * 2));
  }

  push(samples: Float32Array) {
    for (const sample of samples) {
      this.#view.setInt16(this.#filled * 2, toInt16(sample), true);
      this.#filled += 1;
      if (this.#filled === this.#length) {
        this.#emit(this.#view.buffer);
        this.#view = new DataView(new ArrayBuffer(this.#length * 2));
        this.#filled = 0;
      }
    }
  }

  /** Gives out what is there, also when it is less than a frame. */
  flush() {
    if (this.#filled > 0) this.#emit(this.#view.buffer.slice(0, this.#filled * 2));
    this.#filled = 0;
  }
}

function toInt16(sample: number): number {
  const clamped = Math.max(-1, Math.min(1, sample));
  return Math.round(clamped < 0 ? clamped * 0x8000 : clamped * 0x7fff);
}

/** Loudness of 16-bit little-endian PCM in dBFS, -90 … 0. */
export function levelOf(pcm: Uint8Array): number {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength & ~1);
  if (view.byteLength === 0) return -90;
  let sum = 0;
  for (let at = 0; at < view.byteLength; at += 2) sum += (view.getInt16(at, true) / 0x8000) ** 2;
  return Math.max(-90, 10 * Math.log10(sum / (view.byteLength / 2) + 1e-9));
}
