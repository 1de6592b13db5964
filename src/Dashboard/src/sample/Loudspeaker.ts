import type { WavAudio } from './wav';

/** Makes the sample meeting audible: all tracks together, from any position. */
export class Loudspeaker {
  readonly #context: AudioContext;
  readonly #tracks: AudioBuffer[];
  #playing: AudioBufferSourceNode[] = [];

  constructor(tracks: WavAudio[]) {
    this.#context = new AudioContext();
    this.#tracks = tracks.map(({ pcm, sampleRate }) => {
      const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2);
      const buffer = this.#context.createBuffer(1, samples.length, sampleRate);
      buffer.copyToChannel(Float32Array.from(samples, (sample) => sample / 0x8000), 0);
      return buffer;
    });
  }

  /** Whether the browser lets this page be heard: only after the user has clicked or typed in it. */
  get allowed(): boolean {
    return this.#context.state === 'running';
  }

  play(seconds: number) {
    this.pause();
    void this.#context.resume();
    this.#playing = this.#tracks.map((buffer) => {
      const source = this.#context.createBufferSource();
      source.buffer = buffer;
      source.connect(this.#context.destination);
      source.start(0, seconds);
      return source;
    });
  }

  pause() {
    this.#playing.forEach((source) => source.stop());
    this.#playing = [];
  }

  close() {
    this.pause();
    void this.#context.close();
  }
}
