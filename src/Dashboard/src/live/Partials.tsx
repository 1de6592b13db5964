import { classes } from '../ui/classes';
import { Avatar, type SpeakerClass } from './Avatar';
import type { Channels } from './channel';
import styles from './Transcript.module.css';

interface PartialsProps {
  channels: Channels;
  speakerClass: SpeakerClass;
  /** Who said the newest final: their partial goes on below it without a heading. */
  lastSpeaker: string | undefined;
}

/** What is being said right now, one place for each channel. Not read out: the final will be. */
export function Partials({ channels, speakerClass, lastSpeaker }: PartialsProps) {
  const speaking = Object.values(channels).filter((channel) => channel.partial);
  return speaking.map(({ name, speaker, partial }, index) => (
    <article key={name} className={classes(styles.turn, styles.partial, speakerClass(speaker))}>
      {(index > 0 || speaker !== lastSpeaker) && (
        <h3 className={styles.speaker}>
          <Avatar speaker={speaker} />
          {speaker}
        </h3>
      )}
      <div className={styles.line}>
        <span className={styles.time} aria-hidden="true">
          …
        </span>
        <p className={styles.text}>{partial?.text}</p>
      </div>
    </article>
  ));
}
