import { json, request, send } from '../api/http';

export type NoteType = 'observation' | 'command' | 'system';

/** Something that was observed in a session, at a moment of its own. */
export interface Note {
  id: string;
  /** ISO 8601 UTC: when it was observed. */
  timestamp: string;
  speaker?: string | null;
  content: string;
  type: NoteType;
  tags: string[];
  /** Channel and value at that moment. */
  telemetry_snapshot?: Record<string, unknown> | null;
  created_at: string;
  updated_at: string;
  /** 1, and one more with each change. */
  version: number;
}

/** What people fill in. */
export interface NoteDraft {
  content: string;
  speaker: string;
  type: NoteType;
  tags: readonly string[];
}

export const emptyDraft: NoteDraft = { content: '', speaker: '', type: 'observation', tags: [] };

const path = (sessionId: string, noteId?: string) => `/api/sessions/${encodeURIComponent(sessionId)}/notes${noteId === undefined ? '' : `/${encodeURIComponent(noteId)}`}`;

/** @param key The same for the same note: sent again after a failure, it stands once. */
export function addNote(sessionId: string, draft: NoteDraft, timestamp: string, key: string): Promise<Note> {
  const init = json('POST', { ...draft, speaker: draft.speaker || null, timestamp });
  return request(path(sessionId), { ...init, headers: { ...init.headers, 'Idempotency-Key': key } });
}

/** Fails with 412 when somebody else has changed it since. */
export function editNote(sessionId: string, note: Note, draft: NoteDraft): Promise<Note> {
  const init = json('PUT', draft);
  return request(path(sessionId, note.id), { ...init, headers: { ...init.headers, 'If-Match': `"${note.version}"` } });
}

export async function deleteNote(sessionId: string, note: Note): Promise<void> {
  await send(path(sessionId, note.id), { method: 'DELETE', headers: { 'If-Match': `"${note.version}"` } });
}

/** Puts a note where it was observed, in the place of what it was before. */
export function putNote(notes: readonly Note[], note: Note): Note[] {
  const known = notes.findIndex(({ id }) => id === note.id);
  if (known >= 0) return notes.with(known, note);
  let place = notes.length;
  while (place > 0 && notes[place - 1]!.timestamp > note.timestamp) place -= 1;
  return notes.toSpliced(place, 0, note);
}

export function withoutNote(notes: readonly Note[], id: string): Note[] {
  return notes.filter((note) => note.id !== id);
}

/** Tags as people type them, with commas between. */
export function readTags(text: string): string[] {
  return [...new Set(text.split(',').map((tag) => tag.trim()).filter((tag) => tag !== ''))];
}
