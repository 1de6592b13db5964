import { json, request } from '../api/http';

/** How a channel stands to its limits. */
export type TelemetryLevel = 'ok' | 'warn' | 'alarm';

/** A channel that has points. Times are ISO 8601 UTC. */
export interface TelemetryChannel {
  channel: string;
  unit?: string | null;
  count: number;
  first: string;
  last: string;
  level: TelemetryLevel;
  limits?: Limits | null;
}

/** What a channel's values are held against; null: no such limit. */
export interface Limits {
  warn_low?: number | null;
  warn_high?: number | null;
  alarm_low?: number | null;
  alarm_high?: number | null;
  /** So long values must be better before that is said. */
  hold_seconds?: number | null;
}

/** The newest value of a channel: a live signal, never stored. */
export interface Latest {
  channel: string;
  timestamp: string;
  value: number;
  unit?: string | null;
}

/** A channel crossed a limit, or came back. */
export interface Crossing {
  channel: string;
  /** The channel's first crossing, second … */
  number: number;
  level: TelemetryLevel;
  previous: TelemetryLevel;
  value: number;
  limit?: number | null;
  unit?: string | null;
  measured_at: string;
  /** Newer points were on record already: what stands now is not touched by it. */
  late: boolean;
}

/** The points of a stretch of time. */
export interface Bucket {
  timestamp: string;
  count: number;
  min: number;
  max: number;
  mean: number;
}

/** A stretch of a channel, summed up so that it can be drawn. */
export interface Series {
  channel: string;
  unit?: string | null;
  /** How long a bucket is; 0: each is a point. */
  resolution_seconds: number;
  buckets: Bucket[];
}

const path = (sessionId: string, more = '') => `/api/sessions/${encodeURIComponent(sessionId)}/telemetry${more}`;

export async function listChannels(sessionId: string, signal?: AbortSignal): Promise<TelemetryChannel[]> {
  const { details } = await request<{ details: TelemetryChannel[] }>(path(sessionId, '/channels'), signal ? { signal } : {});
  return details;
}

export function getLatest(sessionId: string, channel: string, signal: AbortSignal): Promise<Latest> {
  return request(path(sessionId, `/latest?${new URLSearchParams({ channel })}`), { signal });
}

/** What is asked of the server; its times are finer than a browser's: the point at the very end lies behind the millisecond that is known of it. */
export function seriesQuery(channel: string, { from, to }: Range, maxPoints: number): URLSearchParams {
  return new URLSearchParams({ channel, max_points: String(maxPoints), from: new Date(from).toISOString(), to: new Date(Math.floor(to) + 1).toISOString() });
}

export function getSeries(sessionId: string, channel: string, range: Range, maxPoints: number, signal: AbortSignal): Promise<Series> {
  return request(path(sessionId, `?${seriesQuery(channel, range, maxPoints)}`), { signal });
}

/** Sets all limits of a channel: those that are not given are none. */
export function setLimits(sessionId: string, channel: string, limits: Limits & { unit?: string }): Promise<Limits> {
  return request(path(sessionId, `/limits?${new URLSearchParams({ channel })}`), json('PUT', limits));
}

/** A stretch of time, epoch milliseconds. */
export interface Range {
  from: number;
  to: number;
}

const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 5 });
const extreme = new Intl.NumberFormat('en', { notation: 'scientific', maximumSignificantDigits: 4 });

/** A value for people: five digits are what anybody reads off a gauge. */
export function valueText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e9 || size < 1e-4) ? extreme.format(value) : plain.format(value);
}

/** How a channel stands now: as the newest crossing that counts says, or as the server's list did. */
export function levelOf(channel: TelemetryChannel, crossings: readonly Crossing[]): TelemetryLevel {
  return crossings.findLast((crossing) => crossing.channel === channel.channel && !crossing.late)?.level ?? channel.level;
}
