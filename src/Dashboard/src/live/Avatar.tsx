import { classes } from '../ui/classes';
import styles from './speakers.module.css';

const colours = 8;

/** The class that carries a speaker's colour, by their place in the order of appearance. */
export function speakerClass(index: number): string | undefined {
  return styles[`speaker${Math.max(0, index) % colours}`];
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
