import { useMemo } from 'react';
import { useStore } from '../state/store';
import { classes } from '../ui/classes';
import type { LiveSession } from './LiveSession';
import { colourSpeakers } from './speakerColours';
import styles from './speakers.module.css';

/** The class that carries a speaker's colour. */
export type SpeakerClass = (speaker: string) => string | undefined;

/** Changes identity only when somebody new speaks. */
export function useSpeakerClass(live: LiveSession): SpeakerClass {
  const speakers = useStore(live.timeline, (timeline) => timeline.speakers);
  return useMemo(() => {
    const colours = colourSpeakers(speakers);
    return (speaker) => styles[`speaker${colours.get(speaker) ?? 0}`];
  }, [speakers]);
}

/** A speaker's initial; the name stands beside it. */
export function Avatar({ speaker, small = false }: { speaker: string; small?: boolean }) {
  return (
    <span className={classes(styles.avatar, small && styles.small)} aria-hidden="true">
      {initialOf(speaker)}
    </span>
  );
}

function initialOf(name: string): string {
  const letter = name.trim().codePointAt(0);
  return letter === undefined ? '?' : String.fromCodePoint(letter).toLocaleUpperCase();
}
