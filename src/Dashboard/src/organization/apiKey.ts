import { json, request, send } from '../api/http';

export interface ApiKey {
  id: string;
  name: string;
  /** How the key begins: enough to know it again. */
  prefix: string;
  scopes: string[];
  created_by?: string | null;
  created_at: string;
  expires_at?: string | null;
  revoked_at?: string | null;
  last_used_at?: string | null;
}

export interface MadeApiKey extends ApiKey {
  /** Told once. */
  key: string;
}

/** What a key may be allowed, in words. */
export const scopes = [
  { scope: 'sessions:read', label: 'Read sessions' },
  { scope: 'sessions:write', label: 'Create, change and end sessions' },
  { scope: 'sessions:erase', label: 'Erase sessions' },
  { scope: 'audio:write', label: 'Send audio' },
  { scope: 'notes:write', label: 'Add notes' },
  { scope: 'telemetry:write', label: 'Send telemetry' },
  { scope: 'insights:write', label: 'Add insights' },
] as const;

const path = '/api/v1/api-keys';

export const listApiKeys = (signal: AbortSignal) => request<ApiKey[]>(path, { signal });

/** @param days How long it is good for; for ever when absent. */
export const createApiKey = (name: string, allowed: readonly string[], days: number | undefined) =>
  request<MadeApiKey>(path, json('POST', { name, scopes: allowed, ...(days === undefined ? {} : { expires_in_days: days }) }));

export const revokeApiKey = (id: string) => send(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE' });
