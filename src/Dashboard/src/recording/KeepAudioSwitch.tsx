import { useState } from 'react';
import { useAction } from '../state/useAction';
import { keepAudio } from './recordings';
import styles from './Recording.module.css';

interface KeepAudioSwitchProps {
  sessionId: string;
  /** Whether it is kept now, as the record says. */
  record: boolean;
  /** The event that last changed that. */
  recordSeq: number;
}

/** What people asked for, and what the record had said last by then. */
export interface Wanted {
  record: boolean;
  since: number;
}

/** What was asked for shows until the record says anything about it: that may be two things at once, and then it is as it was before. */
export function isKept(record: boolean, recordSeq: number, wanted: Wanted | undefined): boolean {
  return wanted?.since === recordSeq ? wanted.record : record;
}

/** Whether the audio itself is kept, and not only what was said. */
export function KeepAudioSwitch({ sessionId, record, recordSeq }: KeepAudioSwitchProps) {
  const [wanted, setWanted] = useState<Wanted>();
  const change = useAction(async (next: boolean) => {
    setWanted({ record: next, since: recordSeq });
    try {
      await keepAudio(sessionId, next);
    } catch (failure) {
      setWanted(undefined);
      throw failure;
    }
  });
  return (
    <label className={styles.switch}>
      <input type="checkbox" checked={isKept(record, recordSeq, wanted)} disabled={change.busy} onChange={({ target }) => void change.run(target.checked)} />
      Keep the audio
      {change.error && <span role="alert">{change.error}</span>}
    </label>
  );
}
