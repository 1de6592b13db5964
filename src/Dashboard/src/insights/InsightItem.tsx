import { memo } from 'react';
import { StaleMark } from '../corrections/StaleMark';
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
        {item.kind === 'date' && due && <p className={styles.date}>{due}</p>}
        <p className={item.kind === 'date' && due ? styles.said : styles.text}>{item.text}</p>
        {item.answer && <p className={styles.answer}>{item.answer}</p>}
        <div className={styles.facts}>
          {item.kind === 'question' && <span className={settled ? styles.answered : styles.open}>{settled ? 'Answered' : 'Open'}</span>}
          {item.assignee && <span className={styles.who}>{item.assignee}</span>}
          {due && item.kind !== 'date' && <span className={styles.when}>{due}</span>}
          {item.stale && <StaleMark />}
          <TimeLinks segmentIds={item.segment_ids} starts={starts} onShow={onShow} />
        </div>
      </div>
    </li>
  );
});
