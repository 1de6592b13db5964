import { valueText } from '../telemetry/telemetry';
import styles from './Notes.module.css';

/** What was measured at the moment of a note. */
export function Snapshot({ values }: { values: Record<string, unknown> }) {
  const channels = Object.entries(values);
  if (channels.length === 0) return null;
  return (
    <dl className={styles.snapshot} aria-label="Telemetry at that moment">
      {channels.map(([channel, value]) => (
        <div key={channel}>
          <dt>{channel}</dt>
          <dd>{textOf(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Sources may put anything in. */
function textOf(value: unknown): string {
  if (typeof value === 'number') return valueText(value);
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}
