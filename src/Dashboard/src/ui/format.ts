/** `mm:ss`, or `h:mm:ss` from an hour on. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const rest = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** A length for people: `48 s`, `12 min`, `1 min 36 s`, and to the minute from an hour on: `1 h 05 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 > 0 ? ` ${whole % 60} s` : ''}`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `1 word`, `1,204 words`. */
export function count(value: number, singular: string, plural = `${singular}s`): string {
  return `${value.toLocaleString('en')} ${value === 1 ? singular : plural}`;
}

/** When something was, as people say it: `Today, 14:05`, `Yesterday, 09:30`, `12 March, 14:05`. */
export function dayAndTime(at: Date, now: Date): string {
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const day = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((day(now) - day(at)) / 86_400_000);
  if (days === 0) return `Today, ${time}`;
  if (days === 1) return `Yesterday, ${time}`;
  return `${dayOf(at, now)}, ${time}`;
}

/** `12 March`, with its year where that is another one. */
function dayOf(at: Date, now: Date): string {
  const year = at.getFullYear() === now.getFullYear() ? undefined : ('numeric' as const);
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year });
}

/** The same in the middle of a sentence: `today, 14:05`. */
export function when(at: string, now: Date): string {
  return dayAndTime(new Date(at), now).replace(/^(?:Today|Yesterday)/, (day) => day.toLowerCase());
}

/** To the second, with the day where it is not today: `14:05:09`, `12 March, 14:05:09`. */
export function momentOf(at: Date, now: Date): string {
  const time = at.toLocaleTimeString('en-GB');
  if (at.toDateString() === now.toDateString()) return time;
  return `${dayOf(at, now)}, ${time}`;
}

/** `340 KB`, `12.4 MB`. */
export function fileSize(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
