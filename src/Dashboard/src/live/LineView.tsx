import { memo } from 'react';
import { SpokenLine } from '../corrections/SpokenLine';
import { clockTime } from '../ui/format';
import type { Segment } from './feedItem';
import type { Line } from './transcript';
import { markUnsureWords } from './words';
import styles from './Transcript.module.css';

/** The element id of a segment, so that insights can lead to it. */
export function lineElementId(key: string): string {
  return `line-${key}`;
}

export const LineView = memo(function LineView({ line }: { line: Line }) {
  return (
    <li id={lineElementId(line.key)} tabIndex={-1} className={styles.line} data-seq={line.seq}>
      <time className={styles.time}>{clockTime(line.start)}</time>
      {line.kind === 'speech' && <SpokenText segment={line.segment} />}
      {line.kind === 'gap' && <GapText line={line} />}
      {line.kind === 'unkept' && <p className={styles.gap}>From here on the audio is not kept: it takes as much as one session may</p>}
    </li>
  );
});

function SpokenText({ segment }: { segment: Segment }) {
  return (
    <SpokenLine segment={segment} className={styles.text}>
      {markUnsureWords(segment).map(({ text, confidence }, index) =>
        confidence === undefined ? (
          text
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- The pieces of a version keep their places.
          <span key={index} className={styles.unsure} title={`Not heard clearly (${Math.round(confidence * 100)} % sure)`}>
            {text}
          </span>
        ),
      )}
    </SpokenLine>
  );
}

function GapText({ line }: { line: Line & { kind: 'gap' } }) {
  const seconds = Math.max(1, Math.round(line.end - line.start));
  return (
    <p className={styles.gap} title={line.reason}>
      {line.reason === 'recording-broken-off' ? 'The recording breaks off here' : `${seconds} s could not be heard`}
    </p>
  );
}
