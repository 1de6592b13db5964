import type { Players } from './Players';
import { playingAt, type Recording } from './recordings';

/** What the audio goes along with: where it is, and how fast it goes on. */
export interface Accompanied {
  /** Seconds on the session's clock. */
  seconds: number;
  playing: boolean;
  speed: number;
}

/** How far (s) the audio may be from where it should be before it is put there: a jump is heard, being a little late is not. */
const drift = 0.3;

/** Nobody understands what is said faster than this. */
export const fastestHeard = 2;

/** Puts some recordings where a replay is. Silent where nothing was recorded, while it stands still, and when it is too fast to be heard. */
export function accompany(recordings: readonly Recording[], players: Players, { seconds, playing, speed }: Accompanied) {
  const sounding = playing && speed <= fastestHeard ? playingAt(recordings, seconds) : [];
  players.keepOnly(sounding);
  players.setRate(Math.min(speed, fastestHeard));
  for (const recording of sounding) {
    const player = players.ready(recording);
    if (!player || player.seeking) continue;
    const wanted = seconds - recording.session_start;
    const away = Math.abs(player.currentTime - wanted) > drift;
    const waits = player.paused && !player.ended;
    if ((!away && !waits) || !players.usable(recording)) continue;
    if (away) player.currentTime = wanted;
    if (waits) players.start(player);
  }
}
