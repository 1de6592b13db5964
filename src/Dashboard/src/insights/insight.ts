import { fresh } from '../corrections/correction';

export type InsightKind = 'topic' | 'action_item' | 'question' | 'decision' | 'date';

/** Something understood from what was said, with the segments it rests on. */
export interface Insight {
  id: string;
  kind: InsightKind;
  text: string;
  assignee?: string | null;
  /** In the words of the meeting. */
  due?: string | null;
  /** The calendar day that `due` means, `yyyy-mm-dd`. */
  due_on?: string | null;
  status: 'open' | 'settled';
  answer?: string | null;
  segment_ids: string[];
  /** Who understood it: `local`, or a model's name. */
  source: string;
  /** Something that it rests on was corrected: it is being worked out anew. */
  stale?: boolean;
}

export interface MeetingSummary {
  text: string;
  segment_ids: string[];
  source: string;
  stale?: boolean;
}

/** Data of `insight.updated`: what one analysis pass changed. */
export interface InsightsUpdate {
  through_seq: number;
  final: boolean;
  /** One without text: there is none any more. */
  summary?: MeetingSummary | null;
  changed?: Insight[];
  removed?: string[];
}

/** All that is understood so far. */
export interface InsightSet {
  summary: MeetingSummary | undefined;
  /** In the order in which they were first understood. */
  items: readonly Insight[];
  /** Whether the last pass over the ended session is in. */
  final: boolean;
}

export const noInsights: InsightSet = { summary: undefined, items: [], final: false };

export function applyUpdate(set: InsightSet, update: InsightsUpdate): InsightSet {
  const changed = new Map((update.changed ?? []).map((item) => [item.id, item]));
  const removed = new Set(update.removed);
  const kept = set.items.filter((item) => !removed.has(item.id));
  const known = new Set(kept.map((item) => item.id));
  const summary = update.summary ?? set.summary;
  return {
    summary: summary?.text ? fresh(summary) : undefined,
    items: [...kept.map((item) => changed.get(item.id) ?? fresh(item)), ...[...changed.values()].filter((item) => !known.has(item.id))],
    final: update.final,
  };
}
