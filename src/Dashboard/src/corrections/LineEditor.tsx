import { useEffect, useRef, useState } from 'react';
import { ApiError, messageOf } from '../api/http';
import type { Segment } from '../live/feedItem';
import { correctSegment, readHistory } from './correction';
import styles from './Corrections.module.css';

interface LineEditorProps {
  sessionId: string;
  /** The segment as it stood when somebody began. */
  began: Segment;
  /** The segment as it stands. */
  now: Segment;
  onDone: () => void;
}

const meanwhile = 'Somebody has changed this line meanwhile, so yours was not saved. What it says now comes in a moment.';

/** A line while it is corrected: Enter saves, Escape leaves it as it was. Who was overtaken sees by whom, and saves over it only knowingly. */
export function LineEditor({ sessionId, began, now, onDone }: LineEditorProps) {
  const [draft, setDraft] = useState(began.text);
  const [seen, setSeen] = useState(began);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [by, setBy] = useState<string>();
  // The version that was outdated when somebody saved: the newer one is still on its way to this page.
  const [refused, setRefused] = useState<number>();
  const field = useRef<HTMLTextAreaElement>(null);
  const version = now.version ?? 1;
  const overtaken = version > (seen.version ?? 1);
  const awaited = refused === version;

  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  useEffect(() => {
    if (!overtaken) return undefined;
    const asking = new AbortController();
    readHistory(sessionId, now.id, asking.signal).then(
      ([newest]) => setBy(newest?.by_name ?? undefined),
      () => {},
    );
    return () => asking.abort();
  }, [overtaken, sessionId, now.id, now.version]);

  const save = async () => {
    const text = draft.trim();
    if (busy) return;
    if (text === seen.text.trim() && !overtaken) return onDone();
    setBusy(true);
    setError(undefined);
    try {
      await correctSegment(sessionId, overtaken ? now : seen, text);
      onDone();
    } catch (failure) {
      if (failure instanceof ApiError && failure.code === 'segment.outdated') setRefused(version);
      else setError(messageOf(failure));
      setBusy(false);
    }
  };

  return (
    <div className={styles.editor}>
      <textarea
        ref={field}
        className={styles.field}
        aria-label="What was said"
        aria-invalid={error !== undefined}
        rows={Math.min(8, Math.ceil((draft.length + 1) / 60))}
        maxLength={100_000}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            void save();
          }
          if (event.key === 'Escape') onDone();
        }}
      />
      {awaited && (
        <p role="alert" className={styles.meanwhile}>
          {meanwhile}
        </p>
      )}
      {overtaken && !awaited && (
        <p role="alert" className={styles.meanwhile}>
          {by ?? 'Somebody'} has changed this line meanwhile: “{now.text}” Enter saves yours over it.{' '}
          <button
            type="button"
            className={styles.take}
            onClick={() => {
              setDraft(now.text);
              setSeen(now);
              field.current?.focus();
            }}
          >
            Take theirs
          </button>
        </p>
      )}
      {error ? (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      ) : (
        <p className={styles.hint}>Enter saves, Escape leaves it as it was.</p>
      )}
    </div>
  );
}
