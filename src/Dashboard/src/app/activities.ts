import { Recorder } from '../capture/Recorder';
import { SamplePlayer } from '../sample/SamplePlayer';
import { endSession } from '../sessions/session';
import type { Readable } from '../state/store';
import { Uploads } from '../upload/Uploads';

// What goes on while the page shows something else; one of each in a tab.
export const recorder = new Recorder();
export const samplePlayer = new SamplePlayer();
export const uploads = new Uploads();

/** Whether leaving the page would lose audio. The sample is not lost: its tab resumes it. */
export function losesAudio(): boolean {
  return recorder.busy || uploads.busy;
}

/** Whether this tab sends audio that belongs to whoever is signed in, where they are now. */
export const sending: Readable<boolean> = {
  get: () => losesAudio() || samplePlayer.busy,
  subscribe: (listener) => {
    const forget = [recorder.state, samplePlayer.state, uploads.state].map((store) => store.subscribe(listener));
    return () => forget.forEach((call) => call());
  },
};

/** Nothing more gets into the organisation that somebody was removed from: what is held for it is not held any longer. */
export function stopForRemoved({ name }: { name: string }) {
  void recorder.fail(`The recording was stopped: you are no longer a member of ${name}.`);
  samplePlayer.fail(`You are no longer a member of ${name}.`);
}

/** Ends a session after what this tab is sending to it has been heard to its end. */
export async function endAfterAudio(sessionId: string) {
  const { phase, sessionId: playing } = samplePlayer.state.get();
  if (playing === sessionId && (phase === 'playing' || phase === 'waiting')) return samplePlayer.stop();
  if (recorder.busy && recorder.state.get().sessionId === sessionId) {
    await recorder.stop();
    await recorder.settled();
  }
  await endSession(sessionId);
}
