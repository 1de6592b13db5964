/** PCM samples of a WAV file. */
export interface WavAudio {
  sampleRate: number;
  /** 16-bit little-endian mono. */
  pcm: Uint8Array<ArrayBuffer>;
}

/** Reads a mono 16-bit PCM WAV; chunks other than format and data are skipped. Fails when it is anything else. */
export function readWav(file: ArrayBuffer): WavAudio {
  const view = new DataView(file);
  const tag = (at: number) => String.fromCharCode(...new Uint8Array(file, at, 4));
  if (file.byteLength < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') throw new Error('This is not a WAV file.');
  let sampleRate = 0;
  for (let at = 12; at + 8 <= file.byteLength; ) {
    const size = view.getUint32(at + 4, true);
    if (tag(at) === 'fmt ') {
      const [format, channels, bits] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true), view.getUint16(at + 22, true)];
      if (format !== 1 || channels !== 1 || bits !== 16) throw new Error('This WAV file is not 16-bit mono PCM.');
      sampleRate = view.getUint32(at + 12, true);
    } else if (tag(at) === 'data' && sampleRate > 0) {
      const length = Math.min(size, file.byteLength - at - 8) & ~1;
      return { sampleRate, pcm: new Uint8Array(file, at + 8, length) };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error('This WAV file holds no audio.');
}
