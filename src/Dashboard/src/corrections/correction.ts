import { json, request } from '../api/http';
import type { Insight, InsightSet } from '../insights/insight';
import type { Channels } from '../live/channel';
import type { Segment } from '../live/feedItem';
import type { Line } from '../live/transcript';

/** Insights that rest on what was corrected, until they are worked out anew. */
export interface StaleInsights {
  ids: readonly string[];
  summary: boolean;
}

/** Data of `transcript.corrected`: the whole segment as it stands then; `seq` is that of the event which said it. */
export interface Correction extends Segment {
  version: number;
  stale?: StaleInsights;
}

/** Data of `speaker.renamed`. */
export interface Rename {
  from: string;
  to: string;
  stale?: StaleInsights;
}

/** A segment after one of its changes. */
export interface SegmentVersion {
  seq: number;
  /** ISO 8601 UTC. */
  at: string;
  /** Nobody: what was heard. */
  by?: string | null;
  by_name?: string | null;
  version: number;
  speaker?: string | null;
  text: string;
}

const path = (sessionId: string, rest: string) => `/api/sessions/${encodeURIComponent(sessionId)}/${rest}`;
const segmentPath = (sessionId: string, segmentId: string) => path(sessionId, `transcript/${encodeURIComponent(segmentId)}`);

/** Fails with 412 when somebody else has corrected it since. */
export function correctSegment(sessionId: string, segment: Segment, text: string): Promise<Segment> {
  const init = json('PATCH', { text });
  return request(segmentPath(sessionId, segment.id), { ...init, headers: { ...init.headers, 'If-Match': `"${segment.version ?? 1}"` } });
}

export function renameSpeaker(sessionId: string, from: string, to: string): Promise<unknown> {
  return request(path(sessionId, 'speakers/rename'), json('POST', { from, to }));
}

/** What a segment said, and who changed it; the newest first. */
export async function readHistory(sessionId: string, segmentId: string, signal?: AbortSignal): Promise<SegmentVersion[]> {
  const { versions } = await request<{ versions: SegmentVersion[] }>(`${segmentPath(sessionId, segmentId)}/history?limit=1000`, signal ? { signal } : {});
  return versions.toReversed();
}

/** The lines with one of them as it was corrected; where it was said stays. */
export function withCorrection(lines: readonly Line[], correction: Correction, fallback: string): Line[] {
  return lines.map((line) => {
    if (line.kind !== 'speech' || line.key !== correction.id) return line;
    const { stale: _, ...segment } = correction;
    return { ...line, speaker: segment.speaker || fallback, segment };
  });
}

/** The lines of somebody under their new name. */
export function withRename(lines: readonly Line[], { from, to }: Rename): Line[] {
  return lines.map((line) => {
    if (line.kind !== 'speech') return line.speaker === from ? { ...line, speaker: to } : line;
    if (line.segment.speaker !== from) return line;
    return { ...line, speaker: to, segment: { ...line.segment, speaker: to, version: (line.segment.version ?? 1) + 1 } };
  });
}

/** The channels of somebody under their new name. */
export function channelsRenamed(channels: Channels, { from, to }: Rename): Channels {
  return Object.fromEntries(Object.entries(channels).map(([name, channel]) => [name, channel.speaker === from ? { ...channel, speaker: to } : channel]));
}

/** Everybody who speaks, with one of them under another name, in their place. */
export function speakersRenamed(speakers: readonly string[], { from, to }: Rename): readonly string[] {
  return speakers.includes(to) ? speakers.filter((speaker) => speaker !== from) : speakers.map((speaker) => (speaker === from ? to : speaker));
}

/** Marks what is being worked out anew. */
export function markStale(insights: InsightSet, stale: StaleInsights | undefined): InsightSet {
  if (!stale || (stale.ids.length === 0 && !stale.summary)) return insights;
  const ids = new Set(stale.ids);
  return {
    ...insights,
    summary: stale.summary && insights.summary ? { ...insights.summary, stale: true } : insights.summary,
    items: insights.items.map((item) => (ids.has(item.id) ? { ...item, stale: true } : item)),
  };
}

/** What is left after a pass has read all corrections. */
export function fresh<T extends Pick<Insight, 'stale'>>(item: T): T {
  return item.stale ? { ...item, stale: false } : item;
}
