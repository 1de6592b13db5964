import { json, request } from '../api/http';

/** One hearing of a session's audio; 1 is the transcript itself. */
export interface Version {
  version: number;
  provider?: string | null;
  model?: string | null;
  status: 'running' | 'done' | 'failed';
  error?: string | null;
  segments: number;
  words: number;
}

export interface Versions {
  versions: Version[];
  providers: string[];
}

export interface ComparedWord {
  text: string;
  differs: boolean;
}

/** A stretch between pauses, as two versions have it. */
export interface ComparedRow {
  channel: string;
  start: number;
  end: number;
  left: ComparedWord[];
  right: ComparedWord[];
}

export interface Comparison {
  left_words: number;
  right_words: number;
  changed: number;
  only_left: number;
  only_right: number;
  difference?: number | null;
  rows: ComparedRow[];
  next?: number | null;
}

const path = (sessionId: string) => `/api/sessions/${encodeURIComponent(sessionId)}/transcript/versions`;

export function listVersions(sessionId: string, signal?: AbortSignal): Promise<Versions> {
  return request(path(sessionId), signal ? { signal } : {});
}

/** Has kept audio heard again; the record tells when it is done. */
export function hearAgain(sessionId: string, provider: string): Promise<Version> {
  return request(path(sessionId), json('POST', { provider }));
}

export function compareVersions(sessionId: string, left: number, right: number, after = 0, signal?: AbortSignal): Promise<Comparison> {
  return request(`${path(sessionId)}/compare?${new URLSearchParams({ left: String(left), right: String(right), after: String(after) })}`, signal ? { signal } : {});
}

/** `12 % of 340 words differ`. */
export function differenceText({ difference, left_words: words }: Comparison): string {
  return typeof difference === 'number' ? `${(difference * 100).toFixed(1)} % of ${words.toLocaleString('en')} words differ` : 'Nothing to compare with';
}
