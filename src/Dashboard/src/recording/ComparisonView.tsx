import { useEffect, useState } from 'react';
import { isAbort, messageOf } from '../api/http';
import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { clockTime } from '../ui/format';
import { compareVersions, differenceText, type ComparedRow, type ComparedWord, type Comparison } from './versions';
import styles from './Versions.module.css';

interface ComparisonViewProps {
  sessionId: string;
  left: number;
  right: number;
}

/** Two versions side by side, stretch by stretch; words that differ are marked. */
export function ComparisonView({ sessionId, left, right }: ComparisonViewProps) {
  const [rows, setRows] = useState<readonly ComparedRow[]>([]);
  const [last, setLast] = useState<Comparison>();
  const [after, setAfter] = useState(0);
  const [error, setError] = useState<string>();
  useEffect(() => {
    const abort = new AbortController();
    compareVersions(sessionId, left, right, after, abort.signal).then(
      (page) => {
        setRows((before) => [...before.slice(0, after), ...page.rows]);
        setLast(page);
      },
      (failure: unknown) => {
        if (!isAbort(failure)) setError(messageOf(failure));
      },
    );
    return () => abort.abort();
  }, [sessionId, left, right, after]);
  if (error) return <Banner look="error">{error}</Banner>;
  if (!last) return <p>Comparing…</p>;
  const several = rows.some(({ channel }) => channel !== rows[0]?.channel);
  return (
    <>
      <p className={styles.figure}>{differenceText(last)}</p>
      <div className={styles.scroller}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>Time</th>
              <th>{left === 1 ? 'The transcript' : `Version ${left}`}</th>
              <th>Version {right}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- Rows keep their places.
              <tr key={index}>
                <td className={styles.time}>
                  {clockTime(row.start)}
                  {/* Each channel counts from its own beginning. */}
                  {several && <span className={styles.channel}>{row.channel}</span>}
                </td>
                <td>
                  <Words words={row.left} />
                </td>
                <td>
                  <Words words={row.right} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {typeof last.next === 'number' && <Button onClick={() => setAfter(last.next ?? 0)}>More</Button>}
    </>
  );
}

function Words({ words }: { words: readonly ComparedWord[] }) {
  return words.map(({ text, differs }, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- Words keep their places.
    <span key={index}>
      {differs ? <mark>{text}</mark> : text}{' '}
    </span>
  ));
}
