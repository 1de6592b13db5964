import { json, request, send } from '../api/http';
import { sessionPath } from '../routing/route';

export interface ShareLink {
  id: string;
  created_by?: string | null;
  created_at: string;
  expires_at?: string | null;
  revoked_at?: string | null;
  last_used_at?: string | null;
}

export interface MadeShareLink extends ShareLink {
  /** Told once. */
  token: string;
  url?: string | null;
}

const path = (sessionId: string) => `/api/sessions/${encodeURIComponent(sessionId)}/share-links`;

export const listShareLinks = (sessionId: string, signal: AbortSignal) => request<ShareLink[]>(path(sessionId), { signal });
export const createShareLink = (sessionId: string, hours: number) => request<MadeShareLink>(path(sessionId), json('POST', { expires_in_hours: hours }));
export const revokeShareLink = (sessionId: string, id: string) => send(`${path(sessionId)}/${encodeURIComponent(id)}`, { method: 'DELETE' });

/** The link to hand out: the server's, or one to this page. The secret stands where no server ever sees it. */
export function shareUrl(sessionId: string, { url, token }: Pick<MadeShareLink, 'url' | 'token'>, origin: string): string {
  return new URL(url || `${sessionPath(sessionId)}#share=${encodeURIComponent(token)}`, origin).href;
}
