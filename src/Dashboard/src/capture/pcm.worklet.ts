import { FrameAssembler } from './frames';

// Runs in the AudioWorkletGlobalScope, whose globals TypeScript's DOM library does not know.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const frameSeconds = 0.04;

/** Turns what the microphone gives into frames of 40 ms; the message `stop` gives out the rest and ends it. */
class PcmProcessor extends AudioWorkletProcessor {
  readonly #frames = new FrameAssembler(Math.round(sampleRate * frameSeconds), (frame) => this.port.postMessage(frame, [frame]));
  #stopped = false;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.#stopped = true;
      this.#frames.flush();
      this.port.postMessage('stopped');
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const mono = inputs[0]?.[0];
    if (mono && !this.#stopped) this.#frames.push(mono);
    return !this.#stopped;
  }
}

registerProcessor('pcm', PcmProcessor);
