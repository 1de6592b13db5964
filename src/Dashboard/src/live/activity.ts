import type { SessionActivity } from '../sessions/session';
import { isUpload, type Channel } from './channel';
import { secondsLive } from './sessionClock';
import type { Timeline } from './timeline';

/** A live session in which nothing was heard for so long (ms) is not shown as live. */
export const quietAfter = 30_000;
/** Channels that are heard say so several times a second: whoever has not, after so long on a new connection (ms), is not. */
export const newsAfter = 3000;

/** What a session is doing, at `now` in epoch milliseconds. */
export function activityOf(timeline: Timeline, now: number): SessionActivity {
  if (timeline.status !== 'active') return timeline.status;
  if (isTranscribing(timeline)) return 'transcribing';
  return now - lastHeard(timeline) > quietAfter && now - timeline.greetedAt > newsAfter ? 'quiet' : 'active';
}

/** Whether all that is being heard is uploaded recordings. */
export function isTranscribing({ status, channels }: Timeline): boolean {
  const open = Object.values(channels).filter((channel) => channel.open);
  return status === 'active' && open.length > 0 && open.every(isUpload);
}

/** When audio came last, epoch milliseconds; when the session went live, if none has come since. */
export function lastHeard({ channels, startedAt }: Timeline): number {
  return Math.max(startedAt ? Date.parse(startedAt) : 0, ...Object.values(channels).map(({ heardAt }) => heardAt));
}

/** Whole seconds to show as the session's length: the time it has been live; of recordings that were uploaded, what has been transcribed of them. */
export function secondsShown({ channels, clock }: Timeline, now: number): number {
  const all = Object.values(channels);
  const uploaded = all.length > 0 && all.every(isUpload);
  return Math.floor(uploaded ? Math.max(...all.map(endOf)) : secondsLive(clock, now));
}

function endOf({ origin, finalEnd, duration }: Channel): number {
  return origin + Math.max(finalEnd, duration);
}
