import { json, request } from '../api/http';

/** Audio of one channel that was kept. Second `t` of the file is second `start + t` on the channel's clock, and `session_start + t` on the session's. */
export interface Recording {
  id: string;
  channel: string;
  start: number;
  end: number;
  session_start: number;
  duration: number;
  /** Whether the file is on this server. */
  here: boolean;
  url: string;
}

export interface Recordings {
  record: boolean;
  recordings: Recording[];
}

const path = (sessionId: string) => `/api/sessions/${encodeURIComponent(sessionId)}`;

export function listRecordings(sessionId: string, signal?: AbortSignal): Promise<Recordings> {
  return request(`${path(sessionId)}/recordings`, signal ? { signal } : {});
}

/** Keeps a session's audio from now on, or no more. */
export function keepAudio(sessionId: string, record: boolean): Promise<unknown> {
  return request(path(sessionId), json('PATCH', { record }));
}

/** Where a moment of a channel's own clock is on the session's, if audio of it was kept. */
export function momentOf(recordings: readonly Recording[], channel: string, seconds: number): number | undefined {
  const found = recordings.find((recording) => recording.channel === channel && recording.start <= seconds && seconds < recording.end);
  return found && found.session_start + seconds - found.start;
}

/** Those of some recordings in which a moment of the session is. */
export function playingAt(recordings: readonly Recording[], at: number): Recording[] {
  return recordings.filter(({ session_start, duration }) => session_start <= at && at < session_start + duration);
}

/** Where there is something to hear, from a moment on; undefined behind the last of it. */
export function nextSound(recordings: readonly Recording[], at: number): number | undefined {
  if (playingAt(recordings, at).length > 0) return at;
  const later = recordings.map(({ session_start }) => session_start).filter((start) => start > at);
  return later.length > 0 ? Math.min(...later) : undefined;
}

/** Where the last of some recordings ends, on the session's clock. */
export function endOf(recordings: readonly Recording[]): number {
  return Math.max(0, ...recordings.map(({ session_start, duration }) => session_start + duration));
}
