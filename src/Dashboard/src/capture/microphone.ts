import workletUrl from './pcm.worklet.ts?worker&url';

/** Rates that a microphone is sent at, of those that the raw audio socket takes. */
const acceptedRates = [8000, 16000, 44100, 48000];
const preferredRate = 16000;
const fallbackRate = 48000;
/** Longest wait for the last frame when stopping; an interrupted audio context gives none. */
const stopPatience = 500;

/** A running microphone. */
export interface Microphone {
  readonly sampleRate: number;
  /** The device's name, where the browser tells it. */
  readonly label: string;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Stops and releases the device; the last frame has been delivered when this is done. */
  stop(): Promise<void>;
}

export interface MicrophoneEvents {
  /** 16-bit mono PCM, about 40 ms. */
  onFrame: (frame: Uint8Array<ArrayBuffer>) => void;
  /** The device went away. */
  onLost: () => void;
}

/** Opens the microphone. Fails with an error whose message is for people. */
export async function openMicrophone(deviceId: string | undefined, events: MicrophoneEvents): Promise<Microphone> {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error(insecure);
  const stream = await askForStream(deviceId);
  try {
    return await listen(stream, events);
  } catch (error) {
    release(stream);
    throw new Error('The browser could not process the microphone’s sound. Try another microphone or browser.', { cause: error });
  }
}

export async function listMicrophones(): Promise<MediaDeviceInfo[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices.filter((device) => device.kind === 'audioinput' && device.deviceId !== '');
}

async function listen(stream: MediaStream, { onFrame, onLost }: MicrophoneEvents): Promise<Microphone> {
  const [context, source] = connect(stream);
  await context.audioWorklet.addModule(workletUrl);
  const node = new AudioWorkletNode(context, 'pcm', { numberOfInputs: 1, numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' });
  const stopped = new Promise<void>((resolve) => {
    node.port.onmessage = ({ data }: MessageEvent<ArrayBuffer | 'stopped'>) => {
      if (data === 'stopped') resolve();
      else onFrame(new Uint8Array(data));
    };
  });
  source.connect(node);
  const [track] = stream.getAudioTracks();
  track?.addEventListener('ended', onLost);
  await context.resume();
  return {
    sampleRate: context.sampleRate,
    label: track?.label ?? '',
    pause: () => context.suspend(),
    resume: () => context.resume(),
    stop: async () => {
      track?.removeEventListener('ended', onLost);
      node.port.postMessage('stop');
      await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, stopPatience))]);
      release(stream);
      await context.close();
    },
  };
}

/** Some browsers do not resample between a microphone and a context of another rate: then the context takes the device's own. */
function connect(stream: MediaStream): [AudioContext, MediaStreamAudioSourceNode] {
  for (const rate of [preferredRate, undefined, fallbackRate]) {
    const context = new AudioContext(rate ? { sampleRate: rate } : {});
    try {
      if (acceptedRates.includes(context.sampleRate)) return [context, context.createMediaStreamSource(stream)];
    } catch {
      // Tried with the next rate.
    }
    void context.close();
  }
  throw new Error('No sample rate fits.');
}

async function askForStream(deviceId: string | undefined): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: {
        ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
        channelCount: 1,
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
      },
    });
  } catch (error) {
    throw new Error(explain(error), { cause: error });
  }
}

const insecure = 'The browser gives microphones only to pages on https or localhost. Open this page there to record.';

function explain(error: unknown): string {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
      return 'The browser blocked the microphone. Allow it for this page (the icon beside the address) and try again.';
    case 'NotFoundError':
      return 'No microphone was found. Connect one and try again.';
    case 'NotReadableError':
      return 'The microphone is in use by another program, or the system refuses it.';
    case 'OverconstrainedError':
      return 'The chosen microphone is no longer there. Choose another one.';
    case 'SecurityError':
      return insecure;
    default:
      return 'The microphone could not be opened.';
  }
}

function release(stream: MediaStream) {
  stream.getTracks().forEach((track) => track.stop());
}
