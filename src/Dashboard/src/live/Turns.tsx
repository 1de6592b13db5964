import { memo } from 'react';
import { SpeakerName } from '../corrections/SpeakerName';
import { classes } from '../ui/classes';
import { Avatar, type SpeakerClass } from './Avatar';
import { LineView } from './LineView';
import type { Turn } from './transcript';
import styles from './Transcript.module.css';

interface TurnsProps {
  turns: readonly Turn[];
  speakerClass: SpeakerClass;
}

/** Turns in one block; the browser lays out only blocks near the visible part. */
const blockSize = 30;

/** The transcript's finals. A new line draws only the last block again, also after thousands of lines. */
export const Turns = memo(function Turns({ turns, speakerClass }: TurnsProps) {
  const blocks: Turn[][] = [];
  for (let at = 0; at < turns.length; at += blockSize) blocks.push(turns.slice(at, at + blockSize));
  return blocks.map((block) => <TurnBlock key={block[0]?.key} turns={block} speakerClass={speakerClass} />);
});

const TurnBlock = memo(
  function TurnBlock({ turns, speakerClass }: TurnsProps) {
    return (
      <div className={styles.block}>
        {turns.map((turn) => (
          <TurnView key={turn.key} turn={turn} colour={speakerClass(turn.speaker)} />
        ))}
      </div>
    );
  },
  (before, after) =>
    before.speakerClass === after.speakerClass &&
    before.turns.length === after.turns.length &&
    before.turns.every((turn, index) => sameTurn(turn, after.turns[index])),
);

function TurnView({ turn, colour }: { turn: Turn; colour: string | undefined }) {
  return (
    <article className={classes(styles.turn, colour)}>
      <h3 className={styles.speaker}>
        <Avatar speaker={turn.speaker} />
        <SpeakerName name={turn.speaker} given={turn.lines.some((line) => line.kind === 'speech' && line.segment.speaker === turn.speaker)} />
      </h3>
      <ol>
        {turn.lines.map((line) => (
          <LineView key={line.key} line={line} />
        ))}
      </ol>
    </article>
  );
}

/** Turns are folded anew from lines that are others when they change. */
function sameTurn(a: Turn, b: Turn | undefined): boolean {
  return a.key === b?.key && a.speaker === b.speaker && a.lines.length === b.lines.length && a.lines.every((line, index) => line === b.lines[index]);
}
