import { messageOf, passes } from '../api/http';
import { Backoff } from '../api/backoff';
import { audioUrl } from '../capture/audioUrl';
import { AudioUplink } from '../capture/AudioUplink';
import { ticket } from '../identity/current';
import { createSession, endSession } from '../sessions/session';
import { Store } from '../state/store';
import { Loudspeaker } from './Loudspeaker';
import { loadSample, type SampleMeeting } from './sampleMeeting';
import { SampleTrack } from './SampleTrack';

export type SamplePhase = 'idle' | 'loading' | 'waiting' | 'playing' | 'finishing' | 'failed';

export interface SampleState {
  phase: SamplePhase;
  sessionId: string;
  /** Seconds into the meeting. */
  position: number;
  duration: number;
  muted: boolean;
  error: string | undefined;
}

/** Where this tab remembers which session it plays the sample into, so that a reload goes on. */
export interface RunMemory {
  load(): string | undefined;
  save(sessionId: string | undefined): void;
}

export interface SampleParts {
  load: () => Promise<SampleMeeting>;
  create: (name: string) => Promise<{ id: string }>;
  end: (sessionId: string) => Promise<unknown>;
  loudspeaker: (meeting: SampleMeeting) => Pick<Loudspeaker, 'allowed' | 'play' | 'pause' | 'close'>;
  memory: RunMemory;
  openSocket?: (url: string) => WebSocket;
  ticket?: (refused: boolean) => Promise<string | undefined>;
}

interface Part {
  track: SampleTrack;
  uplink: AudioUplink;
}

const idle: SampleState = { phase: 'idle', sessionId: '', position: 0, duration: 0, muted: false, error: undefined };
const tick = 40;
/** A computer that slept does not catch up in one burst; a throttled background tab does. */
const longestStep = 2000;

/** Plays the sample meeting into a session through the same sockets as a microphone, in real time. One at a time in a tab. */
export class SamplePlayer {
  readonly state = new Store<SampleState>(idle);

  readonly #parts: SampleParts;
  readonly #backoff = new Backoff();
  #tracks: Part[] = [];
  #loudspeaker: ReturnType<SampleParts['loudspeaker']> | undefined;
  #meeting: SampleMeeting | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #steppedAt = 0;
  #aligned = false;

  constructor(parts: SampleParts = browserParts) {
    this.#parts = parts;
  }

  get busy(): boolean {
    const { phase } = this.state.get();
    return phase !== 'idle' && phase !== 'failed';
  }

  /** Creates a session and starts playing into it; gives its id, or undefined when it failed (the state says why). */
  async play(): Promise<string | undefined> {
    if (this.busy) return this.state.get().sessionId || undefined;
    this.state.set({ ...idle, phase: 'loading' });
    try {
      const meeting = await this.#parts.load();
      const { id } = await this.#parts.create(meeting.title);
      this.#parts.memory.save(id);
      this.#loudspeaker = this.#parts.loudspeaker(meeting);
      this.#begin(meeting, id);
      return id;
    } catch (error) {
      this.state.update({ phase: 'failed', error: messageOf(error) });
      return undefined;
    }
  }

  /** Goes on where a reload interrupted this tab; does nothing when it was not playing. */
  async resume() {
    const sessionId = this.#parts.memory.load();
    if (!sessionId || this.busy) return;
    this.state.set({ ...idle, phase: 'loading', sessionId });
    try {
      this.#begin(await this.#parts.load(), sessionId);
    } catch (error) {
      this.#fail(messageOf(error));
    }
  }

  /** Ends the meeting here: what was played is still transcribed, then the session ends. */
  stop() {
    const { phase } = this.state.get();
    if (phase !== 'waiting' && phase !== 'playing') return;
    clearInterval(this.#timer);
    this.#loudspeaker?.pause();
    this.state.update({ phase: 'finishing' });
    this.#tracks.forEach(({ uplink }) => uplink.stop());
  }

  mute(muted: boolean) {
    this.state.update({ muted });
    if (muted) this.#loudspeaker?.pause();
    else if (this.#meeting) {
      this.#loudspeaker ??= this.#parts.loudspeaker(this.#meeting);
      if (this.state.get().phase === 'playing') this.#loudspeaker.play(this.state.get().position);
    }
  }

  /** Ends at once: the server takes no more of it. */
  fail(error: string) {
    this.#fail(error);
  }

  dismiss() {
    if (!this.busy) this.state.set(idle);
  }

  #begin(meeting: SampleMeeting, sessionId: string) {
    this.#tracks = meeting.channels.map(({ channel, speaker, audio }) => {
      const track = new SampleTrack(audio.pcm, audio.sampleRate);
      const format = { sessionId, channel, speaker, sampleRate: audio.sampleRate };
      const uplink = new AudioUplink({
        url: (offset, given) => audioUrl(format, offset, given),
        ticket: this.#parts.ticket,
        source: track,
        wholeChannel: true,
        ...(this.#parts.openSocket ? { open: this.#parts.openSocket } : {}),
      });
      uplink.state.subscribe(() => this.#follow());
      return { track, uplink };
    });
    this.#aligned = false;
    this.#meeting = meeting;
    // Browsers let a page be heard only after a click in it: after a reload it is silent until it is unmuted.
    const muted = !this.#loudspeaker?.allowed;
    this.state.set({ ...idle, phase: 'waiting', sessionId, duration: meeting.duration, muted });
    this.#steppedAt = performance.now();
    this.#timer = setInterval(() => this.#step(), tick);
    this.#tracks.forEach(({ uplink }) => uplink.start());
  }

  /** Time passes only while every channel is heard, so that all speakers stay together. */
  #step() {
    const now = performance.now();
    const passed = Math.min(now - this.#steppedAt, longestStep) / 1000;
    this.#steppedAt = now;
    if (!this.#tracks.every(({ uplink }) => uplink.state.get().connected)) return this.#wait();
    if (!this.#aligned) this.#align();
    const { phase, position: before, duration, muted } = this.state.get();
    const position = Math.min(duration, phase === 'playing' ? before + passed : before);
    this.state.update({ phase: 'playing', position });
    if (phase !== 'playing' && !muted) this.#loudspeaker?.play(position);
    for (const { track, uplink } of this.#tracks) {
      track.advance(position);
      uplink.pump();
    }
    if (position >= duration) this.stop();
  }

  #wait() {
    if (this.state.get().phase !== 'playing') return;
    this.#loudspeaker?.pause();
    this.state.update({ phase: 'waiting' });
  }

  /** After a reload each channel is where the server says; the clock starts at the one that is least far. */
  #align() {
    this.#aligned = true;
    const position = Math.min(...this.#tracks.map(({ track, uplink }) => track.secondsOf(uplink.state.get().sent)));
    this.state.update({ position });
  }

  #follow() {
    const states = this.#tracks.map(({ uplink }) => uplink.state.get());
    const failed = states.find(({ phase }) => phase === 'failed');
    if (failed) this.#fail(failed.error ?? '');
    else if (this.state.get().phase === 'finishing' && states.every(({ phase }) => phase === 'done')) void this.#end();
  }

  async #end() {
    try {
      await this.#parts.end(this.state.get().sessionId);
    } catch (error) {
      if (passes(error)) return this.#backoff.schedule(() => void this.#end());
      return this.#fail(messageOf(error));
    }
    this.#clear();
    this.state.set(idle);
  }

  #fail(error: string) {
    if (!this.busy) return;
    this.state.update({ phase: 'failed', error });
    this.#clear();
  }

  #clear() {
    clearInterval(this.#timer);
    this.#tracks.forEach(({ uplink }) => uplink.abandon());
    this.#tracks = [];
    this.#loudspeaker?.close();
    this.#loudspeaker = this.#meeting = undefined;
    this.#parts.memory.save(undefined);
  }
}

const memoryKey = 'sample-session';

const browserParts: SampleParts = {
  load: loadSample,
  create: createSession,
  end: endSession,
  ticket,
  loudspeaker: (meeting) => new Loudspeaker(meeting.channels.map(({ audio }) => audio)),
  memory: {
    load: () => sessionStorage.getItem(memoryKey) ?? undefined,
    save: (sessionId) => (sessionId ? sessionStorage.setItem(memoryKey, sessionId) : sessionStorage.removeItem(memoryKey)),
  },
};
