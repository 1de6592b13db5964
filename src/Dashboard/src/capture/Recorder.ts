import { messageOf } from '../api/http';
import { ticket } from '../identity/current';
import { Store } from '../state/store';
import { audioUrl } from './audioUrl';
import { AudioUplink } from './AudioUplink';
import { levelOf } from './frames';
import { openMicrophone, type Microphone, type MicrophoneEvents } from './microphone';
import { PcmBacklog } from './PcmBacklog';

export type RecorderPhase = 'idle' | 'starting' | 'recording' | 'paused' | 'finishing' | 'finished' | 'failed';

export interface RecorderState {
  phase: RecorderPhase;
  sessionId: string;
  device: string;
  /** dBFS of the newest frame. */
  level: number;
  /** Seconds captured. */
  captured: number;
  /** Seconds captured whose outcome is not on record yet. */
  unconfirmed: number;
  /** Whether the server takes the audio right now. */
  connected: boolean;
  /** Why the server does not take it for now, for people; undefined when the connection just broke. */
  trouble: string | undefined;
  /** Why it failed or stopped by itself, for people. */
  error: string | undefined;
}

export interface RecordingRequest {
  sessionId: string;
  speaker: string;
  deviceId: string | undefined;
}

export interface RecorderParts {
  openMicrophone: (deviceId: string | undefined, events: MicrophoneEvents) => Promise<Microphone>;
  openSocket?: (url: string) => WebSocket;
  ticket?: (refused: boolean) => Promise<string | undefined>;
  /** A name that no other recording of the session has. */
  channelName: () => string;
}

/** Audio that is held for a server that does not answer, before capture pauses. */
const backlogSeconds = 600;
const bytesPerSample = 2;

const idle: RecorderState = {
  phase: 'idle',
  sessionId: '',
  device: '',
  level: -90,
  captured: 0,
  unconfirmed: 0,
  connected: false,
  trouble: undefined,
  error: undefined,
};

/** Records the microphone into a session. One at a time; goes on while the page shows something else. */
export class Recorder {
  readonly state = new Store<RecorderState>(idle);

  readonly #parts: RecorderParts;
  #microphone: Microphone | undefined;
  #sampleRate = 0;
  #backlog: PcmBacklog | undefined;
  #uplink: AudioUplink | undefined;
  #ignoreUplink: (() => void) | undefined;

  constructor(parts: RecorderParts = { openMicrophone, ticket, channelName: freshChannelName }) {
    this.#parts = parts;
  }

  /** Starts unless something is being recorded. */
  async start({ sessionId, speaker, deviceId }: RecordingRequest) {
    if (this.busy) return;
    this.state.set({ ...idle, phase: 'starting', sessionId });
    // Frames that come before the format is known wait here for the backlog that is sized by it.
    const early: Uint8Array[] = [];
    try {
      const microphone = await this.#parts.openMicrophone(deviceId, {
        onFrame: (frame) => (this.#backlog ? this.#take(frame) : early.push(frame)),
        onLost: () => void this.stop('The microphone was disconnected. What was recorded is kept.'),
      });
      // Given up meanwhile.
      if (this.state.get().phase !== 'starting') return await microphone.stop();
      this.#begin(microphone, { sessionId, channel: this.#parts.channelName(), speaker });
    } catch (error) {
      return this.state.update({ phase: 'failed', error: messageOf(error) });
    }
    early.forEach((frame) => this.#take(frame));
  }

  /** Stops capturing, then waits until all that was captured has its outcome. */
  async stop(reason?: string) {
    const { phase } = this.state.get();
    if (phase !== 'recording' && phase !== 'paused') return;
    this.state.update({ phase: 'finishing', level: -90, error: reason });
    await this.#microphone?.stop();
    this.#microphone = undefined;
    this.#uplink?.stop();
  }

  /** Gives up what the server has not confirmed. */
  async discard() {
    this.#uplink?.abandon();
    await this.#release();
    this.state.set(idle);
  }

  /** Ends at once: the server will not take what it has not confirmed. */
  async fail(error: string) {
    if (!this.busy) return;
    this.#uplink?.abandon();
    this.state.update({ phase: 'failed', connected: false, level: -90, error });
    await this.#release();
  }

  /** Waits until nothing is being recorded or sent any more. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.busy) return;
        forget();
        resolve();
      };
      const forget = this.state.subscribe(look);
      look();
    });
  }

  /** Takes note that the user has read how it ended. */
  dismiss() {
    if (!this.busy) this.state.set(idle);
  }

  /** Whether leaving the page would lose something. */
  get busy(): boolean {
    return ['starting', 'recording', 'paused', 'finishing'].includes(this.state.get().phase);
  }

  #begin(microphone: Microphone, { sessionId, channel, speaker }: { sessionId: string; channel: string; speaker: string }) {
    const { sampleRate } = microphone;
    const backlog = new PcmBacklog(backlogSeconds * sampleRate * bytesPerSample);
    const format = { sessionId, channel, speaker, sampleRate };
    const uplink = new AudioUplink({
      url: (offset, given) => audioUrl(format, offset, given),
      ticket: this.#parts.ticket,
      source: backlog,
      wholeChannel: false,
      ...(this.#parts.openSocket ? { open: this.#parts.openSocket } : {}),
    });
    this.#microphone = microphone;
    this.#sampleRate = sampleRate;
    this.#backlog = backlog;
    this.#uplink = uplink;
    this.#ignoreUplink = uplink.state.subscribe(() => this.#follow());
    this.state.update({ phase: 'recording', device: microphone.label });
    uplink.start();
  }

  #take(frame: Uint8Array) {
    this.#backlog?.append(frame);
    this.state.update({ level: levelOf(frame), ...this.#amounts() });
    if (this.#backlog?.full && this.state.get().phase === 'recording') {
      this.state.update({ phase: 'paused', level: -90 });
      void this.#microphone?.pause();
    }
    this.#uplink?.pump();
  }

  #follow() {
    const uplink = this.#uplink?.state.get();
    if (!uplink) return;
    this.state.update({ connected: uplink.connected, trouble: uplink.trouble, ...this.#amounts() });
    if (uplink.phase === 'done') {
      this.state.update({ phase: 'finished', unconfirmed: 0 });
      void this.#release();
    } else if (uplink.phase === 'failed') {
      this.state.update({ phase: 'failed', error: uplink.error });
      void this.#release();
    } else if (this.state.get().phase === 'paused' && this.#backlog?.roomy) {
      this.state.update({ phase: 'recording' });
      void this.#microphone?.resume();
    }
  }

  #amounts(): Pick<RecorderState, 'captured' | 'unconfirmed'> {
    const perSecond = this.#sampleRate * bytesPerSample;
    return { captured: (this.#backlog?.end ?? 0) / perSecond, unconfirmed: (this.#backlog?.size ?? 0) / perSecond };
  }

  async #release() {
    const microphone = this.#microphone;
    this.#ignoreUplink?.();
    this.#microphone = this.#backlog = this.#uplink = this.#ignoreUplink = undefined;
    await microphone?.stop();
  }
}

/** Each recording is a channel of its own: two people, or two recordings of one person, never share an audio clock. */
function freshChannelName(): string {
  const random = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return `mic-${random.toString(36).padStart(7, '0')}`;
}
