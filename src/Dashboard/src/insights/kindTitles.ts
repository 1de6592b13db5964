import type { InsightKind } from './insight';

/** What one insight of a kind is called. */
export const kindTitles: Record<InsightKind, string> = { topic: 'Topic', action_item: 'Action item', question: 'Question', decision: 'Decision', date: 'Date' };
