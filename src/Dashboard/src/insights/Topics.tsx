import type { Insight } from './insight';
import type { ShowSegments } from './TimeLinks';
import styles from './Insights.module.css';

export function Topics({ topics, onShow }: { topics: readonly Insight[]; onShow: ShowSegments }) {
  return (
    <ul className={styles.topics}>
      {topics.map((topic) => (
        <li key={topic.id}>
          <button type="button" className={styles.topic} title="Show in the transcript" onClick={() => onShow(topic.segment_ids)}>
            {topic.text}
          </button>
        </li>
      ))}
    </ul>
  );
}
