import { useState, type ReactNode } from 'react';
import type { Segment } from '../live/feedItem';
import { Icon } from '../ui/Icon';
import { useCorrections } from './CorrectionsContext';
import { EditedMark } from './EditedMark';
import { LineEditor } from './LineEditor';
import styles from './Corrections.module.css';

interface SpokenLineProps {
  segment: Segment;
  className: string | undefined;
  /** The words as they are shown. */
  children: ReactNode;
}

/** What somebody said; whoever may corrects it in its place. */
export function SpokenLine({ segment, className, children }: SpokenLineProps) {
  const corrections = useCorrections();
  // The version that somebody saw when they began: a newer one is not overwritten.
  const [editing, setEditing] = useState<Segment>();
  if (corrections && editing) return <LineEditor sessionId={corrections.sessionId} began={editing} now={segment} onDone={() => setEditing(undefined)} />;
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- A shortcut for what the button beside it does.
    <p className={className} onDoubleClick={corrections && (() => setEditing(segment))}>
      <span>{children}</span>
      {corrections && (
        <button type="button" className={styles.pencil} title="Correct this line" onClick={() => setEditing(segment)}>
          <Icon name="edit" size={13} />
          <span className="visually-hidden">Correct this line</span>
        </button>
      )}
      {(segment.version ?? 1) > 1 && <EditedMark segment={segment} />}
    </p>
  );
}
