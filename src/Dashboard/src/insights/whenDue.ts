import type { Insight } from './insight';

/** When something is due: in the words of the meeting, and the day they mean. Nothing that the text itself already says. */
export function whenDue({ text, due, due_on: day }: Pick<Insight, 'text' | 'due' | 'due_on'>): string | undefined {
  const date = day ? new Date(`${day}T00:00:00`) : undefined;
  const shown =
    date && !Number.isNaN(date.getTime()) ? date.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' }) : undefined;
  if (!due || due.toLowerCase() === text.toLowerCase()) return shown;
  return shown ? `${due} (${shown})` : due;
}
