import { json, request } from '../api/http';
import type { AuditEntry } from '../organization/audit';

/** What remains of a session that was erased. */
export interface Erasure {
  id: string;
  session_id: string;
  /** `erasing`: nobody finds it any more, and the rest of it is going. */
  status: 'erasing' | 'erased';
  reason: 'request' | 'retention';
  requested_by: AuditEntry['actor'];
  requested_at: string;
  erased_at?: string | null;
  rows: Record<string, number>;
  files: number;
  file_bytes: number;
}

export const eraseSession = (sessionId: string) => request<Erasure>(`/api/sessions/${encodeURIComponent(sessionId)}`, { method: 'DELETE' });

const newest = 50;

/** The newest receipts. */
export const listErasures = (signal: AbortSignal) => request<Erasure[]>(`/api/erasures?limit=${newest}`, { signal });

/** Days for which sessions are kept after their end; nothing: for ever. */
export interface Retention {
  days?: number | null;
}

const retention = (organizationId: string) => `/api/v1/orgs/${encodeURIComponent(organizationId)}/retention`;

export const getRetention = (organizationId: string, signal: AbortSignal) => request<Retention>(retention(organizationId), { signal });
export const setRetention = (organizationId: string, days: number | null) => request<Retention>(retention(organizationId), json('PUT', { days }));

/** How much has gone, for people. */
export function gone({ rows, files }: Pick<Erasure, 'rows' | 'files'>): string {
  const count = Object.values(rows).reduce((sum, number) => sum + number, 0);
  const texts = [`${count.toLocaleString('en')} ${count === 1 ? 'entry' : 'entries'}`, ...(files > 0 ? [`${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}`] : [])];
  return texts.join(', ');
}
