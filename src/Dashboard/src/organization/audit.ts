import { request } from '../api/http';

export interface AuditEntry {
  id: string | number;
  at: string;
  actor: { kind: string; id?: string | null; name?: string | null };
  action: string;
  target?: string | null;
  session_id?: string | null;
  request_id?: string | null;
  details?: unknown;
}

export interface AuditPage {
  entries: AuditEntry[];
  /** Where the next page begins; absent on the last one. */
  next?: string | null;
}

const pageSize = 50;

/** Newest first. */
export function listAudit(cursor: string | undefined, signal?: AbortSignal): Promise<AuditPage> {
  const params = new URLSearchParams({ limit: String(pageSize) });
  if (cursor) params.set('cursor', cursor);
  return request(`/api/v1/audit?${params}`, signal ? { signal } : {});
}

const kinds: Record<string, string> = {
  api_key: 'API key',
  share_link: 'Share link',
  development: 'Development identity',
  anonymous: 'Somebody unknown',
};

/** Who did it, for people. */
export function actorName({ kind, id, name }: AuditEntry['actor']): string {
  const what = kinds[kind];
  const who = name || id;
  if (!what) return who || 'Somebody unknown';
  return who ? `${what} ${who}` : what;
}

/** `api-key.created` as people say it: `API key created`. */
export function actionName(action: string): string {
  const words = action.replaceAll(/[._-]+/g, ' ').trim();
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(/^Api\b/, 'API');
}

/** What more is known of it, one fact a line. */
export function facts({ details, target, request_id: requestId }: AuditEntry): [string, string][] {
  const known = details && typeof details === 'object' ? Object.entries(details) : [];
  const all: [string, unknown][] = [['target', target], ...known, ['request', requestId]];
  return all
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => [name.replaceAll('_', ' '), typeof value === 'string' ? value : JSON.stringify(value)]);
}
