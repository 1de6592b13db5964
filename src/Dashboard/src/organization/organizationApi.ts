import { json, request, send } from '../api/http';
import type { Role } from '../identity/authApi';

export interface Member {
  user_id: string;
  name: string;
  email?: string | null;
  role: Role;
  created_at: string;
}

export interface OpenInvitation {
  id: string;
  email?: string | null;
  role: Role;
  created_at: string;
  expires_at?: string | null;
  status: 'open' | 'accepted' | 'revoked' | 'expired';
}

export interface MadeInvitation extends OpenInvitation {
  /** Told once. */
  token: string;
  url?: string | null;
}

const org = (id: string, rest = '') => `/api/v1/orgs/${encodeURIComponent(id)}${rest}`;

/** Not every answer has something to say. */
const act = async (path: string, init: RequestInit): Promise<void> => {
  await send(path, init);
};

export const createOrganization = (name: string) => request<{ id?: string; org_id?: string }>('/api/v1/orgs', json('POST', { name }));
export const renameOrganization = (id: string, name: string) => act(org(id), json('PATCH', { name }));

export const listMembers = (id: string, signal: AbortSignal) => request<Member[]>(org(id, '/members'), { signal });
export const changeRole = (id: string, userId: string, role: Role) => act(org(id, `/members/${encodeURIComponent(userId)}`), json('PATCH', { role }));
export const removeMember = (id: string, userId: string) => act(org(id, `/members/${encodeURIComponent(userId)}`), { method: 'DELETE' });
export const leaveOrganization = (id: string) => act(org(id, '/members/me'), { method: 'DELETE' });

/** A link with which a member sets another password, once. */
export const makePasswordReset = (id: string, userId: string) => request<{ url: string }>(org(id, `/members/${encodeURIComponent(userId)}/password-reset`), { method: 'POST' });

export const listInvitations = (id: string, signal: AbortSignal) => request<OpenInvitation[]>(org(id, '/invitations'), { signal });
export const invite = (id: string, email: string, role: Role) => request<MadeInvitation>(org(id, '/invitations'), json('POST', { email, role }));
export const revokeInvitation = (id: string, invitation: string) => act(org(id, `/invitations/${encodeURIComponent(invitation)}`), { method: 'DELETE' });

/** The link to send: the server's, or one to this page. The secret stands where no server ever sees it. */
export function invitationLink({ url, token }: Pick<MadeInvitation, 'url' | 'token'>, origin: string): string {
  return new URL(url || `/invite#token=${encodeURIComponent(token)}`, origin).href;
}
