import type { Insight, MeetingSummary } from './insight';
import styles from './Insights.module.css';

/** Who understood all this, honestly named. */
export function Sources({ summary, items }: { summary: MeetingSummary | undefined; items: readonly Insight[] }) {
  const sources = new Set([...(summary ? [summary] : []), ...items].map(({ source }) => nameOf(source)));
  return <p className={styles.sources}>Found by {[...sources].join(' and ')}. The times lead to the words each item rests on.</p>;
}

function nameOf(source: string): string {
  return source === 'local' ? 'the built-in analysis, without a language model' : source;
}
