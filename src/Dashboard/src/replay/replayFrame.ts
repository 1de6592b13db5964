import type { FeedItem } from '../live/feedItem';

/** Where a replay is, as the server says. */
export interface ServerPosition {
  /** ISO 8601 UTC. */
  at: string;
  offset_seconds: number;
  speed: number;
  paused: boolean;
  /** When the session first began. */
  from: string;
  to: string;
  /** False: what was before this moment follows at once. */
  caught_up: boolean;
}

/** What the replay's socket says: what a live feed said, and where the replay is. */
export type ReplayFrame =
  | FeedItem
  | { event: 'replay.position'; data: ServerPosition }
  | { event: 'replay.reset'; data: { after: number } }
  | { event: 'replay.ended'; data: { seq: number; at: string } };

export interface ReplayStart {
  /** Epoch milliseconds. */
  at: number;
  speed: number;
  paused: boolean;
}

export function replayUrl(sessionId: string, { at, speed, paused }: ReplayStart, ticket: string | undefined): string {
  const params = new URLSearchParams({ from: timeOf(at), speed: String(speed), paused: String(paused) });
  if (ticket !== undefined) params.set('ticket', ticket);
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}/ws/sessions/${encodeURIComponent(sessionId)}/replay?${params}`;
}

const latest = Date.parse('9999-01-01T00:00:00Z');

/** A moment as the server reads it; the end of time is any time after the session. */
export function timeOf(at: number): string {
  return new Date(Math.min(at, latest)).toISOString();
}
