import { memo } from 'react';
import { Icon } from '../ui/Icon';
import type { Insight } from './insight';
import { TimeLinks, type ShowSegments } from './TimeLinks';
import { whenDue } from './whenDue';
import styles from './Insights.module.css';

interface InsightItemProps {
  item: Insight;
  starts: ReadonlyMap<string, number>;
  onShow: ShowSegments;
}

export const InsightItem = memo(function InsightItem({ item, starts, onShow }: InsightItemProps) {
  const due = whenDue(item);
  const settled = item.status === 'settled';
  return (
    <li className={styles.item}>
      {item.kind === 'action_item' && (
        <span className={settled ? styles.settledMark : styles.openMark}>
          {settled && <Icon name="check" size={12} />}
          <span className="visually-hidden">{settled ? 'Done: ' : 'To do: '}</span>
        </span>
      )}
      <div className={styles.body}>
        <p className={styles.text}>{item.text}</p>
        {item.kind === 'question' && <Answer item={item} />}
        <div className={styles.facts}>
          {item.assignee && <span className={styles.who}>{item.assignee}</span>}
          {due && <span className={styles.when}>{due}</span>}
          <TimeLinks segmentIds={item.segment_ids} starts={starts} onShow={onShow} />
        </div>
      </div>
    </li>
  );
});

function Answer({ item }: { item: Insight }) {
  if (item.answer) {
    return (
      <p className={styles.answer}>
        <span className={styles.answered}>Answered</span> {item.answer}
      </p>
    );
  }
  return <p className={styles.answer}>{item.status === 'open' ? <span className={styles.open}>Open</span> : <span className={styles.answered}>Answered</span>}</p>;
}
