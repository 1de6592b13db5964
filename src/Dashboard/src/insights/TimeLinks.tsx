import { clockTime } from '../ui/format';
import styles from './Insights.module.css';

export type ShowSegments = (segmentIds: readonly string[]) => void;

interface TimeLinksProps {
  segmentIds: readonly string[];
  /** Where each segment is on the session's timeline, by id. */
  starts: ReadonlyMap<string, number>;
  onShow: ShowSegments;
}

/** More places than this stand behind one link. */
const shownApart = 4;

/** The places in the transcript that an insight rests on. */
export function TimeLinks({ segmentIds, starts, onShow }: TimeLinksProps) {
  const places = segmentIds.filter((id) => starts.has(id));
  const apart = places.slice(0, shownApart);
  return (
    <span className={styles.places}>
      {apart.map((id) => {
        const time = clockTime(starts.get(id) ?? 0);
        return (
          <button key={id} type="button" className={styles.place} title="Show in the transcript" onClick={() => onShow([id])}>
            <span className="visually-hidden">Show in the transcript at </span>
            {time}
          </button>
        );
      })}
      {places.length > apart.length && (
        <button type="button" className={styles.place} title="Show all in the transcript" onClick={() => onShow(places)}>
          all {places.length}
        </button>
      )}
    </span>
  );
}
