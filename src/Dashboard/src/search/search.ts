import { request } from '../api/http';
import { kindTitles } from '../insights/kindTitles';
import { momentPath, type Place } from '../routing/route';

export type SearchKind = 'transcript' | 'note' | 'insight';

/** A piece of the text: `hit` where it is what was asked for. */
export interface SnippetPart {
  text: string;
  hit: boolean;
}

/** Something that was found. */
export interface SearchHit {
  kind: SearchKind;
  session_id: string;
  session_name: string;
  id: string;
  seq: number;
  /** When it went on record; of a note, when it was observed. ISO 8601 UTC. */
  at: string;
  speaker?: string | null;
  /** Where to jump to in what was said; notes have none. */
  moment?: { segment_id: string; start: number; end: number } | null;
  tags?: string[] | null;
  /** Of an insight. */
  insight_kind?: string | null;
  snippet: SnippetPart[];
}

export interface SearchPage {
  results: SearchHit[];
  next?: string | null;
}

/** What is asked for, as it stands in the address. */
export interface Question {
  q: string;
  kind: SearchKind | 'all';
  speaker: string;
  tag: string;
  /** Days in this browser's time, `yyyy-mm-dd`. */
  from: string;
  to: string;
}

const kinds = ['transcript', 'note', 'insight'] as const;

export function readQuestion(search: string): Question {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name) ?? '';
  return { q: text('q'), kind: kinds.find((kind) => kind === query.get('kind')) ?? 'all', speaker: text('speaker'), tag: text('tag'), from: text('from'), to: text('to') };
}

/** The address of a question; what says nothing stays out. */
export function searchPath(question: Partial<Question>): string {
  const given = Object.entries(question).filter(([name, value]) => value.trim() !== '' && !(name === 'kind' && value === 'all'));
  const query = new URLSearchParams(given).toString();
  return `/search${query && `?${query}`}`;
}

/** What the server is asked: whole days, from the first moment of one to the last of the other. */
export function searchQuery(question: Question, cursor?: string): URLSearchParams {
  const query = new URLSearchParams(searchPath({ ...question, from: '', to: '' }).slice('/search?'.length));
  const from = dayBegins(question.from, 0);
  const after = dayBegins(question.to, 1);
  if (from !== undefined) query.set('from', new Date(from).toISOString());
  if (after !== undefined) query.set('to', new Date(after - 1).toISOString());
  if (cursor) query.set('cursor', cursor);
  return query;
}

/** @param later So many days later; one has not always 24 hours. */
function dayBegins(day: string, later: number): number | undefined {
  const [year, month, date] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []).slice(1).map(Number);
  return year === undefined || month === undefined || date === undefined ? undefined : new Date(year, month - 1, date + later).getTime();
}

/** @param within The session that is searched; undefined: all of them. */
export function search(question: Question, within: string | undefined, cursor: string | undefined, signal?: AbortSignal): Promise<SearchPage> {
  const path = within === undefined ? '/api/search' : `/api/sessions/${encodeURIComponent(within)}/search`;
  return request(`${path}?${searchQuery(question, cursor)}`, signal ? { signal } : {});
}

/** Where in its session it is; nowhere, when it rests on all of it. */
export function placeOf({ kind, id, moment }: SearchHit): Place {
  return kind === 'note' ? { note: id } : { line: moment?.segment_id ?? (kind === 'transcript' ? id : undefined) };
}

/** Where a click on it leads. */
export function pathOf(hit: SearchHit): string {
  return momentPath(hit.session_id, placeOf(hit));
}

const insightNames: Record<string, string> = { ...kindTitles, summary: 'Summary' };

/** What it is, in a word or two. */
export function kindName({ kind, insight_kind: insight }: Pick<SearchHit, 'kind' | 'insight_kind'>): string {
  if (kind === 'insight') return insightNames[insight ?? ''] ?? 'Insight';
  return kind === 'note' ? 'Note' : 'Said';
}
