import { useMemo, type ReactNode } from 'react';
import { StaleMark } from '../corrections/StaleMark';
import type { LiveSession } from '../live/LiveSession';
import { useStore } from '../state/store';
import { classes } from '../ui/classes';
import type { Insight, InsightKind } from './insight';
import { InsightItem } from './InsightItem';
import { Sources } from './Sources';
import { TimeLinks, type ShowSegments } from './TimeLinks';
import { Topics } from './Topics';
import styles from './Insights.module.css';

const sections: readonly { kind: InsightKind; title: string }[] = [
  { kind: 'action_item', title: 'Action items' },
  { kind: 'decision', title: 'Decisions' },
  { kind: 'question', title: 'Questions' },
  { kind: 'date', title: 'Dates' },
];

interface InsightsPanelProps {
  live: LiveSession;
  onShow: ShowSegments;
  /** A moment of the session is shown, not what stands now. */
  replayed: boolean;
  className?: string | undefined;
}

/** What was understood so far; everything leads to the words it rests on. */
export function InsightsPanel({ live, onShow, replayed, className }: InsightsPanelProps) {
  const { summary, items } = useStore(live.timeline, (timeline) => timeline.insights);
  const lines = useStore(live.timeline, (timeline) => timeline.lines);
  const status = useStore(live.timeline, (timeline) => timeline.status);
  const starts = useMemo(() => new Map(lines.map((line) => [line.key, line.start])), [lines]);
  const ofKind = (kind: InsightKind) => items.filter((item) => item.kind === kind);
  const topics = ofKind('topic');

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A scrolling region must be reachable by keyboard.
    <aside className={classes(styles.panel, className)} aria-label="Insights" tabIndex={0}>
      {!summary && items.length === 0 ? (
        <Waiting status={status} replayed={replayed} />
      ) : (
        <>
          {summary && (
            <Section title="Summary">
              <p className={styles.summary}>{summary.text}</p>
              {summary.stale && <StaleMark />}
              <TimeLinks segmentIds={summary.segment_ids} starts={starts} onShow={onShow} />
            </Section>
          )}
          {topics.length > 0 && (
            <Section title="Topics">
              <Topics topics={topics} onShow={onShow} />
            </Section>
          )}
          {sections.map(({ kind, title }) => (
            <ItemSection key={kind} title={title} items={ofKind(kind)} starts={starts} onShow={onShow} />
          ))}
          <Sources summary={summary} items={items} />
        </>
      )}
    </aside>
  );
}

interface ItemSectionProps {
  title: string;
  items: readonly Insight[];
  starts: ReadonlyMap<string, number>;
  onShow: ShowSegments;
}

function ItemSection({ title, items, starts, onShow }: ItemSectionProps) {
  if (items.length === 0) return null;
  return (
    <Section title={title} count={items.length}>
      <ul>
        {items.map((item) => (
          <InsightItem key={item.id} item={item} starts={starts} onShow={onShow} />
        ))}
      </ul>
    </Section>
  );
}

function Section({ title, count, children }: { title: string; count?: number; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>
        {title}
        {count !== undefined && <span className={styles.count}>{count}</span>}
      </h2>
      {children}
    </section>
  );
}

function Waiting({ status, replayed }: { status: string; replayed: boolean }) {
  return (
    <div className={styles.waiting}>
      <h2>Insights</h2>
      <p>
        {replayed
          ? 'Nothing had been understood by then.'
          : status === 'ended'
          ? 'Nothing was found in what was said.'
          : 'The summary, action items, decisions and questions appear here while the meeting runs.'}
      </p>
    </div>
  );
}
