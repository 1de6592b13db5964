import { channelsRenamed, markStale, speakersRenamed, withCorrection, withRename, type Correction, type Rename } from '../corrections/correction';
import { applyUpdate, noInsights, type InsightSet } from '../insights/insight';
import { putNote, withoutNote, type Note } from '../notes/note';
import type { SessionStatus } from '../sessions/session';
import type { Crossing, Latest } from '../telemetry/telemetry';
import {
  closeChannel,
  forgetWeather,
  hearFinal,
  hearPartial,
  hearProgress,
  heardOn,
  newChannel,
  withChannel,
  type Channel,
  type Channels,
} from './channel';
import { isRecorded, type FeedItem, type JournalEvent } from './feedItem';
import { openChannelAt, startClock, stopClock, stoppedClock, type SessionClock } from './sessionClock';
import { gapLine, insertLine, speechLine, spokenAt, unkeptLine, type Line } from './transcript';

/** A stretch of time in which a session was live, epoch milliseconds; without an end it still is. */
export interface Stretch {
  from: number;
  to?: number;
}

/** One session as the page knows it: what its events fold to, and what is live. */
export interface Timeline {
  /** The newest event that is in. */
  lastSeq: number;
  /** An event came too early: those between {@link lastSeq} and it are missing and must be read again. */
  hole: boolean;
  /** Events up to here were history when the page first connected; -1 before. */
  historySeq: number;
  name: string;
  /** Who created the session; undefined until its first event is in. */
  ownerId: string | undefined;
  status: SessionStatus;
  startedAt: string | undefined;
  /** When this connection's feed began, epoch milliseconds. */
  greetedAt: number;
  endedAt: string | undefined;
  clock: SessionClock;
  /** When it was live, by the world's clock. */
  stretches: readonly Stretch[];
  channels: Channels;
  /** Who speaks, in order of appearance. */
  speakers: readonly string[];
  lines: readonly Line[];
  insights: InsightSet;
  /** By the time of their observation. */
  notes: readonly Note[];
  /** Limits that telemetry crossed, in the order of the record. */
  crossings: readonly Crossing[];
  /** Whether audio that comes is kept. */
  record: boolean;
  /** The event that last changed that. */
  recordSeq: number;
  /** It is not kept any more because it takes as much as it may; until people switch it on again. */
  full: boolean;
  /** Recordings that the record tells of. */
  recordings: number;
  /** Events about further versions of the transcript. */
  versionEvents: number;
  /** The newest values that came live, by channel; gone with the connection. */
  latest: Readonly<Record<string, Latest>>;
}

export const emptyTimeline: Timeline = {
  lastSeq: 0,
  hole: false,
  historySeq: -1,
  name: '',
  ownerId: undefined,
  status: 'created',
  startedAt: undefined,
  greetedAt: 0,
  endedAt: undefined,
  clock: stoppedClock,
  stretches: [],
  channels: {},
  speakers: [],
  lines: [],
  insights: noInsights,
  notes: [],
  crossings: [],
  record: false,
  recordSeq: 0,
  full: false,
  recordings: 0,
  versionEvents: 0,
  latest: {},
};

/**
 * Folds an item in that came at `now` (epoch milliseconds). An event that is already in changes nothing; one that leaves a hole only
 * raises {@link Timeline.hole}.
 */
export function reduce(timeline: Timeline, item: FeedItem, now: number): Timeline {
  if (isRecorded(item)) {
    if (item.seq <= timeline.lastSeq) return timeline;
    if (item.seq > timeline.lastSeq + 1) return timeline.hole ? timeline : { ...timeline, hole: true };
    return { ...record(timeline, item), lastSeq: item.seq, hole: false };
  }
  switch (item.event) {
    case 'connected':
      return greet(timeline, item.data, now);
    case 'transcript.partial':
      return onChannel(timeline, item.data.channel, (channel) => hearPartial(channel, item.data));
    case 'channel.progress':
      return onChannel(timeline, item.data.channel, (channel) => hearProgress(channel, item.data, now));
    case 'telemetry.latest':
      return { ...timeline, latest: { ...timeline.latest, [item.data.channel]: item.data } };
    default:
      return timeline;
  }
}

function greet(timeline: Timeline, data: { last_seq: number }, now: number): Timeline {
  const historySeq = timeline.historySeq < 0 ? data.last_seq : timeline.historySeq;
  return { ...timeline, hole: false, channels: forgetWeather(timeline.channels), historySeq, greetedAt: now };
}

function keep(timeline: Timeline, record: boolean, seq: number): Pick<Timeline, 'record' | 'recordSeq'> {
  return { record, recordSeq: record === timeline.record ? timeline.recordSeq : seq };
}

function record(timeline: Timeline, item: JournalEvent): Timeline {
  switch (item.event) {
    case 'session.created':
    case 'session.updated': {
      const record = item.data.details ? item.data.details.record === true : timeline.record;
      const name = item.data.details?.name ?? item.data.name ?? timeline.name;
      return { ...timeline, name, ownerId: item.data.owner_id ?? timeline.ownerId, ...keep(timeline, record, item.seq), full: timeline.full && !record };
    }
    case 'session.started':
      return { ...timeline, status: 'active', startedAt: item.at, endedAt: undefined, clock: startClock(timeline.clock, item.at), stretches: begin(timeline.stretches, item.at) };
    case 'session.ended':
      return { ...timeline, status: 'ended', endedAt: item.at, clock: stopClock(timeline.clock, item.at), stretches: end(timeline.stretches, item.at) };
    case 'channel.opened':
      return openChannel(timeline, item.data, item.at);
    case 'channel.closed':
      return onChannel(timeline, item.data.channel, (channel) => heardOn(closeChannel(channel, item.data.duration), Date.parse(item.at)));
    case 'transcript.segment': {
      const { channel: name, start, end } = item.data;
      const next = onChannel(timeline, name, (channel) => heardOn(hearFinal(channel, start, end), Date.parse(item.at)));
      const channel = next.channels[name]!;
      return addLine(next, speechLine(item.data, item.seq, item.data.speaker || channel.speaker, channel.origin, spokenAt(item.at, channel.openedAt, start, end)));
    }
    case 'transcript.gap': {
      const { channel: name, start, end } = item.data;
      const next = onChannel(timeline, name, (channel) => heardOn(hearFinal(channel, start, end), Date.parse(item.at)));
      const channel = next.channels[name]!;
      return addLine(next, gapLine(item.data, item.seq, channel.speaker, channel.origin, spokenAt(item.at, channel.openedAt, start, end)));
    }
    case 'transcript.corrected':
      return correct(timeline, item.data);
    case 'speaker.renamed':
      return rename(timeline, item.data);
    case 'transcription.delayed':
      return onChannel(timeline, item.data.channel, (channel) => ({ ...channel, delayed: true, lag: item.data.lag }));
    case 'transcription.recovered':
      return onChannel(timeline, item.data.channel, (channel) => ({ ...channel, delayed: false }));
    case 'insight.updated':
      return { ...timeline, insights: applyUpdate(timeline.insights, item.data) };
    case 'note.created':
    case 'note.updated':
      return { ...timeline, notes: putNote(timeline.notes, item.data) };
    case 'note.deleted':
      return { ...timeline, notes: withoutNote(timeline.notes, item.data.id) };
    case 'telemetry.limit':
      return { ...timeline, crossings: [...timeline.crossings, item.data] };
    case 'recording.available':
      return { ...timeline, recordings: timeline.recordings + 1 };
    case 'recording.full': {
      const next = onChannel(timeline, item.data.channel, (channel) => channel);
      const { speaker, origin, openedAt } = next.channels[item.data.channel]!;
      const { from } = item.data;
      return addLine({ ...next, ...keep(timeline, false, item.seq), full: true }, unkeptLine(item.data, item.seq, speaker, origin, spokenAt(item.at, openedAt, from, from)));
    }
    case 'transcript.version.started':
    case 'transcript.version.segments':
    case 'transcript.version.done':
    case 'transcript.version.failed':
      return { ...timeline, versionEvents: timeline.versionEvents + 1 };
    default:
      // An event of a newer server: it counts in the sequence and shows nothing here.
      return timeline;
  }
}

function correct(timeline: Timeline, correction: Correction): Timeline {
  const speaker = correction.speaker || (timeline.channels[correction.channel]?.speaker ?? correction.channel);
  const lines = withCorrection(timeline.lines, correction, speaker);
  return withSpeaker({ ...timeline, lines, insights: markStale(timeline.insights, correction.stale) }, speaker);
}

function rename(timeline: Timeline, renamed: Rename): Timeline {
  return {
    ...timeline,
    lines: withRename(timeline.lines, renamed),
    channels: channelsRenamed(timeline.channels, renamed),
    speakers: speakersRenamed(timeline.speakers, renamed),
    insights: markStale(timeline.insights, renamed.stale),
  };
}

function begin(stretches: readonly Stretch[], at: string): readonly Stretch[] {
  const last = stretches.at(-1);
  return last && last.to === undefined ? stretches : [...stretches, { from: Date.parse(at) }];
}

function end(stretches: readonly Stretch[], at: string): readonly Stretch[] {
  return stretches.map((stretch) => (stretch.to === undefined ? { ...stretch, to: Date.parse(at) } : stretch));
}

function openChannel(timeline: Timeline, opened: { channel: string; speaker?: string | null }, at: string): Timeline {
  const known = timeline.channels[opened.channel];
  const [clock, origin] = openChannelAt(timeline.clock, at);
  const channel: Channel = heardOn(
    known ? { ...known, open: true, speaker: opened.speaker || known.speaker } : newChannel(opened.channel, opened.speaker, origin, Date.parse(at)),
    Date.parse(at),
  );
  return withSpeaker({ ...timeline, clock, channels: { ...timeline.channels, [channel.name]: channel } }, channel.speaker);
}

function onChannel(timeline: Timeline, name: string, change: (channel: Channel) => Channel): Timeline {
  const { begun } = timeline.clock;
  const channels = withChannel(timeline.channels, name, (channel) => change(channel.openedAt > 0 || channel.origin === begun ? channel : { ...channel, origin: begun }));
  return channels === timeline.channels ? timeline : { ...timeline, channels };
}

function addLine(timeline: Timeline, line: Line): Timeline {
  return withSpeaker({ ...timeline, lines: insertLine(timeline.lines, line) }, line.speaker);
}

function withSpeaker(timeline: Timeline, speaker: string): Timeline {
  return timeline.speakers.includes(speaker) ? timeline : { ...timeline, speakers: [...timeline.speakers, speaker] };
}
