import type { Correction, Rename } from '../corrections/correction';
import type { InsightsUpdate } from '../insights/insight';
import type { Note } from '../notes/note';
import type { Session } from '../sessions/session';
import type { Crossing, Latest } from '../telemetry/telemetry';

export interface Word {
  text: string;
  start: number;
  end: number;
  /** 0…1 */
  confidence: number;
}

/** A stretch of speech with its final text. Times are seconds on the channel's own audio clock. */
export interface Segment {
  id: string;
  seq?: number;
  channel: string;
  speaker?: string | null;
  start: number;
  end: number;
  text: string;
  words?: Word[];
  confidence?: number | null;
  provider?: string;
  model?: string | null;
  /** 1, and one more with each correction. */
  version?: number;
}

export interface Partial {
  channel: string;
  speaker?: string | null;
  /** Empty when it turned out to be nothing. */
  text: string;
  start: number;
  end: number;
}

export interface ChannelProgress {
  channel: string;
  received_offset: number;
  acked_offset: number;
  /** How long the oldest audio that the recogniser has not heard yet has been waiting, seconds. */
  lag: number;
  /** How long the oldest audio without a final text has been waiting, seconds; a sentence has none before it ends. */
  ack_lag: number;
  /** dBFS, -90 … 0. */
  level: number;
}

export interface Gap {
  channel: string;
  start: number;
  end: number;
  reason: string;
}

/** Data of `recording.full`: what comes from `from` (seconds on the channel's own audio clock) on is not kept, nor is anything on other channels. */
export interface Full {
  channel: string;
  from: number;
  /** So many bytes the audio of a session may take. */
  limit: number;
}

/** What `session.created` and `session.updated` say a session is. */
export interface Details {
  name?: string;
  description?: string | null;
  /** Whether the audio itself is kept; absent: no. */
  record?: boolean;
}

/** `session.created` also says who created it. */
export interface Created extends Details {
  owner_id?: string;
}

/** An item of the live feed: the greeting, an event of the record (with `seq`), or a live signal that is never stored. */
export type FeedItem =
  | { event: 'connected'; data: { last_seq: number; session?: Session } }
  | { event: 'transcript.partial'; data: Partial }
  | { event: 'channel.progress'; data: ChannelProgress }
  | { event: 'telemetry.latest'; data: Latest }
  | JournalEvent;

interface Recorded {
  /** Position in the session: 1, 2, 3 … without a hole. */
  seq: number;
  /** ISO 8601 UTC. */
  at: string;
}

export type JournalEvent = Recorded &
  (
    | { event: 'session.created' | 'session.updated'; data: Created & { details?: Details } }
    | { event: 'session.started' | 'session.ended'; data: unknown }
    | { event: 'channel.opened'; data: { channel: string; speaker?: string | null; sample_rate: number } }
    | { event: 'channel.closed'; data: { channel: string; duration: number } }
    | { event: 'transcript.segment'; data: Segment }
    | { event: 'transcript.gap'; data: Gap }
    | { event: 'transcript.corrected'; data: Correction }
    | { event: 'speaker.renamed'; data: Rename }
    | { event: 'transcription.delayed'; data: { channel: string; lag: number } }
    | { event: 'transcription.recovered'; data: { channel: string } }
    | { event: 'insight.updated'; data: InsightsUpdate }
    | { event: 'insight.received'; data: unknown }
    | { event: 'note.created' | 'note.updated'; data: Note }
    | { event: 'note.deleted'; data: { id: string } }
    | { event: 'telemetry.limit'; data: Crossing }
    | { event: 'recording.available'; data: unknown }
    | { event: 'recording.full'; data: Full }
    | { event: 'transcript.version.started' | 'transcript.version.segments' | 'transcript.version.done' | 'transcript.version.failed'; data: { version: number } }
  );

export function isRecorded(item: FeedItem): item is JournalEvent {
  return typeof (item as { seq?: unknown }).seq === 'number';
}
