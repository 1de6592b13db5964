import { useCallback } from 'react';
import type { Segment } from '../live/feedItem';
import { useLoad } from '../state/useLoad';
import { usePopover } from '../ui/usePopover';
import { readHistory, type SegmentVersion } from './correction';
import { useCorrections } from './CorrectionsContext';
import styles from './Corrections.module.css';

/** Says that a line is not what was heard; members see what it said before, and who changed it. */
export function EditedMark({ segment }: { segment: Segment }) {
  const corrections = useCorrections();
  const { root, button, open, setOpen, onKeyDown } = usePopover<HTMLSpanElement>();
  if (!corrections) return <span className={styles.edited}>edited</span>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Only hears what its button and its panel let through.
    <span ref={root} onKeyDown={onKeyDown} onDoubleClick={(event) => event.stopPropagation()}>
      <button ref={button} type="button" className={styles.edited} aria-expanded={open} title="What it said before" onClick={() => setOpen(!open)}>
        edited
      </button>
      {open && <History sessionId={corrections.sessionId} segment={segment} />}
    </span>
  );
}

function History({ sessionId, segment }: { sessionId: string; segment: Segment }) {
  const { id, version: newest } = segment;
  // Read anew when it is corrected while somebody looks.
  const load = useCallback((signal: AbortSignal) => (newest === undefined ? Promise.resolve([]) : readHistory(sessionId, id, signal)), [sessionId, id, newest]);
  const { value: versions, error } = useLoad(load);
  return (
    <span role="dialog" aria-label="Earlier versions" className={styles.history}>
      {error && <span role="alert">{error}</span>}
      {versions?.map((version) => (
        <span key={version.seq} className={styles.version}>
          <span className={styles.who}>
            {whoOf(version)}, {new Date(version.at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}
          </span>
          {version.speaker && <span className={styles.said}>{version.speaker}: </span>}
          {version.text}
        </span>
      ))}
    </span>
  );
}

function whoOf({ version, by, by_name: name }: SegmentVersion): string {
  return version === 1 ? 'As it was heard' : (name ?? by ?? 'The server');
}
