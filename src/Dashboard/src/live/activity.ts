import type { SessionActivity } from '../sessions/session';
import { isUpload, type Channel, type Channels } from './channel';
import { secondsLive } from './sessionClock';
import type { Timeline } from './timeline';

/** A live session in which nothing was heard for so long (ms) is not shown as live. */
export const quietAfter = 30_000;
/** Channels that are heard say so several times a second: whoever has not, after so long on a new connection (ms), is not. */
export const newsAfter = 3000;

/** A sentence has no final text before it ends, and may take 20 s for that: only what waits for longer (s) is late. */
const noticeableLag = 25;
/** Whoever leaves without a word leaves a last one half heard, until the server takes that for its end some 10 s later: so much (s) is no delay. */
const lastWord = 15;

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

/** The channels to show, by speaker: those that are open, and of somebody who came back on a new one (a page that was loaded again) that one alone. */
export function channelsShown(channels: Channels, now: number): Channel[] {
  const open = Object.values(channels).filter((channel) => channel.open);
  const isLeft = (channel: Channel) =>
    !isUpload(channel) &&
    !isHeard(channel, now) &&
    open.some(({ speaker, heardAt }) => speaker === channel.speaker && heardAt > channel.heardAt);
  return open.filter((channel) => !isLeft(channel)).toSorted((a, b) => a.speaker.localeCompare(b.speaker));
}

/** By how many seconds the transcription of what somebody says is behind, where anybody would notice it; undefined while it follows. */
export function secondsBehind(channel: Channel, now: number): number | undefined {
  const { delayed, lag, ackLag } = channel;
  const wait = delayed ? lag : ackLag;
  if (isUpload(channel) || !(delayed || ackLag > noticeableLag)) return undefined;
  return isHeard(channel, now) || wait > lastWord ? wait : undefined;
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

function isHeard({ heardAt }: Channel, now: number): boolean {
  return now - heardAt <= newsAfter;
}

function endOf({ origin, finalEnd, duration }: Channel): number {
  return origin + Math.max(finalEnd, duration);
}
