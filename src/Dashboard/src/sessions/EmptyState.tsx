import { PlaySampleButton } from '../sample/PlaySampleButton';
import styles from './EmptyState.module.css';

const steps = [
  ['Heard', 'Speak into your microphone, upload a recording, or play the sample: a scripted project call of four synthetic voices, about two minutes.'],
  ['Written down', 'Words appear while they are spoken. A sentence that is on record stays on record, whatever happens to the connection.'],
  ['Understood', 'Action items, decisions and questions appear beside the transcript, each with the words it rests on.'],
] as const;

/** What a new user sees: what this is, and the one button that shows it. */
export function EmptyState() {
  return (
    <section className={styles.empty}>
      <h2>See a meeting turn into a record</h2>
      <ol className={styles.steps}>
        {steps.map(([title, text]) => (
          <li key={title}>
            <h3>{title}</h3>
            <p>{text}</p>
          </li>
        ))}
      </ol>
      <PlaySampleButton look="primary" />
    </section>
  );
}
