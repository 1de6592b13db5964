import { json, request, send } from '../api/http';

export type SessionStatus = 'created' | 'active' | 'ended';

/** What a session is doing: its status, told apart while it is live. `transcribing`: an uploaded recording; `quiet`: no audio comes. */
export type SessionActivity = SessionStatus | 'transcribing' | 'quiet';

/** A session as lists and answers carry it. Times are ISO 8601 UTC, lengths are seconds. */
export interface Session {
  id: string;
  name: string;
  description?: string | null;
  type?: string;
  status: SessionStatus;
  created_at: string;
  started_at?: string | null;
  ended_at?: string | null;
  duration?: number | null;
  transcript_count?: number;
  word_count?: number;
  insights_generated?: number;
  last_seq?: number;
}

export interface SessionQuery {
  status?: SessionStatus | undefined;
  q?: string | undefined;
  cursor?: string | undefined;
}

export interface SessionPage {
  sessions: Session[];
  /** Where the next page begins; absent on the last one. */
  next: string | undefined;
}

const pageSize = 30;

/** Newest first. */
export async function listSessions(query: SessionQuery, signal?: AbortSignal): Promise<SessionPage> {
  const params = new URLSearchParams({ limit: String(pageSize) });
  if (query.status) params.set('status', query.status);
  if (query.q) params.set('q', query.q);
  if (query.cursor) params.set('cursor', query.cursor);
  const response = await send(`/api/sessions?${params}`, signal ? { signal } : {});
  const sessions = (await response.json()) as Session[];
  return { sessions, next: response.headers.get('X-Next-Cursor') ?? undefined };
}

export function getSession(id: string, signal?: AbortSignal): Promise<Session> {
  return request(url(id), signal ? { signal } : {});
}

/** Creates a session that is live at once. */
export function createSession(name: string): Promise<Session> {
  return request('/api/sessions', json('POST', { name }));
}

export function renameSession(id: string, name: string): Promise<Session> {
  return request(url(id), json('PATCH', { name }));
}

export function startSession(id: string): Promise<Session> {
  return request(`${url(id)}/start`, { method: 'POST' });
}

export function endSession(id: string): Promise<Session> {
  return request(`${url(id)}/end`, { method: 'POST' });
}

function url(id: string): string {
  return `/api/sessions/${encodeURIComponent(id)}`;
}

/** The title to show; sessions may have none. */
export function titleOf(session: { name: string }): string {
  return session.name.trim() || 'Untitled session';
}

/** What a session is doing as far as a list says: one that an upload made lasts as long as its transcription. */
export function listedActivity({ status, type }: Pick<Session, 'status' | 'type'>): SessionActivity {
  return status === 'active' && type === 'upload' ? 'transcribing' : status;
}

/** Seconds a session has lasted, also while it runs; undefined before it started. */
export function lengthOf(session: Session, now: number): number | undefined {
  if (session.status === 'created' || !session.started_at) return undefined;
  if (session.status === 'active') return Math.max(0, (now - Date.parse(session.started_at)) / 1000);
  if (typeof session.duration === 'number') return session.duration;
  return session.ended_at ? (Date.parse(session.ended_at) - Date.parse(session.started_at)) / 1000 : undefined;
}
