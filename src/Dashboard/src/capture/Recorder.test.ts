import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeSockets } from './FakeSocket';
import type { Microphone, MicrophoneEvents } from './microphone';
import { Recorder } from './Recorder';

const rate = 16_000;
const second = rate * 2;

class FakeMicrophone implements Microphone {
  readonly sampleRate = rate;
  readonly label = 'Desk microphone';
  running = true;
  stopped = false;

  constructor(readonly events: MicrophoneEvents) {}

  /** Gives out so many bytes of audio. */
  hear(bytes: number) {
    this.events.onFrame(new Uint8Array(bytes));
  }

  pause() {
    this.running = false;
    return Promise.resolve();
  }

  resume() {
    this.running = true;
    return Promise.resolve();
  }

  stop() {
    this.stopped = true;
    return Promise.resolve();
  }
}

describe('Recorder', () => {
  let server: ReturnType<typeof fakeSockets>;
  let recorder: Recorder;
  let microphone: FakeMicrophone;

  beforeEach(async () => {
    vi.useFakeTimers();
    vi.stubGlobal('location', { protocol: 'http:', host: 'localhost:5000' });
    server = fakeSockets();
    recorder = new Recorder({
      openMicrophone: (_device, events) => Promise.resolve((microphone = new FakeMicrophone(events))),
      openSocket: server.open,
      channelName: () => 'mic-1',
    });
    await recorder.start({ sessionId: 'sess_1', speaker: 'Ana', deviceId: undefined });
  });

  afterEach(async () => {
    await recorder.discard();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  const state = () => recorder.state.get();
  const ready = () => server.newest().say({ type: 'ready', offset: 0 });

  it('opens a channel of its own in the format of the microphone', () => {
    const url = new URL(server.newest().url);
    expect(url.pathname).toBe('/ws/sessions/sess_1/audio');
    expect(Object.fromEntries(url.searchParams)).toEqual({ channel: 'mic-1', encoding: 'linear16', sample_rate: '16000', channels: '1', speaker: 'Ana' });
  });

  it('tells how much was captured and how much of it is not on record yet', () => {
    ready();
    microphone.hear(3 * second);
    server.newest().say({ type: 'ack', offset: 2 * second });
    expect(state()).toMatchObject({ phase: 'recording', connected: true, captured: 3, unconfirmed: 1, device: 'Desk microphone' });
  });

  it('goes on while the server is away, and sends all of it later', () => {
    ready();
    microphone.hear(second);
    server.newest().end(1006);
    microphone.hear(second);
    expect(state()).toMatchObject({ phase: 'recording', connected: false, unconfirmed: 2 });
    vi.advanceTimersByTime(400);
    ready();
    expect(server.newest().receivedLength).toBe(2 * second);
  });

  it('pauses when ten minutes are held, keeps what still comes, and goes on by itself when there is room', () => {
    ready();
    microphone.hear(599 * second);
    expect(state().phase).toBe('recording');
    microphone.hear(second);
    expect([state().phase, microphone.running]).toEqual(['paused', false]);
    microphone.hear(1280);
    expect(state().unconfirmed).toBe(600.04);
    server.newest().say({ type: 'ack', offset: 10 * second });
    expect(state().phase).toBe('paused');
    server.newest().say({ type: 'ack', offset: 100 * second });
    expect([state().phase, microphone.running]).toEqual(['recording', true]);
    expect(server.newest().receivedLength).toBe(600 * second + 1280);
  });

  it('finishes when all that was captured has its outcome', async () => {
    ready();
    microphone.hear(second);
    await recorder.stop();
    expect([state().phase, microphone.stopped, recorder.busy]).toEqual(['finishing', true, true]);
    const settled = recorder.settled();
    server.newest().say({ type: 'ack', offset: second });
    server.newest().end(1000);
    await settled;
    expect(state()).toMatchObject({ phase: 'finished', captured: 1, unconfirmed: 0 });
    recorder.dismiss();
    expect(state().phase).toBe('idle');
  });

  it('says why when the server refuses, releases the microphone, and tells how much was lost', () => {
    ready();
    microphone.hear(2 * second);
    server.newest().say({ type: 'ack', offset: second });
    server.newest().end(4410);
    expect(state()).toMatchObject({ phase: 'failed', error: 'The session has ended, so it takes no more audio.', unconfirmed: 1 });
    expect(microphone.stopped).toBe(true);
  });

  it('ends at once when there is nothing to wait for, and tells how much was lost', async () => {
    ready();
    microphone.hear(2 * second);
    server.newest().say({ type: 'ack', offset: second });
    await recorder.fail('You are not a member any more.');
    expect(state()).toMatchObject({ phase: 'failed', error: 'You are not a member any more.', unconfirmed: 1 });
    expect([microphone.stopped, recorder.busy]).toEqual([true, false]);
    const { length } = server.sockets;
    vi.advanceTimersByTime(60_000);
    expect(server.sockets).toHaveLength(length);
  });

  it('keeps what was recorded when the microphone is unplugged', async () => {
    ready();
    microphone.hear(second);
    microphone.events.onLost();
    await vi.waitFor(() => expect(server.newest().stopRequests).toBe(1));
    expect(state()).toMatchObject({ phase: 'finishing', error: 'The microphone was disconnected. What was recorded is kept.' });
  });

  it('records one thing at a time', async () => {
    await recorder.start({ sessionId: 'sess_2', speaker: 'Ben', deviceId: undefined });
    expect(state().sessionId).toBe('sess_1');
    expect(server.sockets).toHaveLength(1);
  });
});

describe('Recorder without permission', () => {
  it('does not begin when it was given up while the browser asked', async () => {
    const microphone = new FakeMicrophone({ onFrame: () => undefined, onLost: () => undefined });
    let allow: (given: Microphone) => void = () => undefined;
    const recorder = new Recorder({ openMicrophone: () => new Promise((resolve) => (allow = resolve)), channelName: () => 'mic-1' });
    const started = recorder.start({ sessionId: 'sess_1', speaker: '', deviceId: undefined });
    await recorder.fail('You are not a member any more.');
    allow(microphone);
    await started;
    expect([recorder.state.get().phase, microphone.stopped]).toEqual(['failed', true]);
  });

  it('shows the explanation and can be tried again', async () => {
    const recorder = new Recorder({ openMicrophone: () => Promise.reject(new Error('Allow the microphone.')), channelName: () => 'mic-1' });
    await recorder.start({ sessionId: 'sess_1', speaker: '', deviceId: undefined });
    expect(recorder.state.get()).toMatchObject({ phase: 'failed', error: 'Allow the microphone.' });
    expect(recorder.busy).toBe(false);
  });
});
