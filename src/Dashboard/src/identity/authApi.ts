import { json, request, sendAs } from '../api/http';

/** What `GET /api/v1/auth/config` tells everybody. */
export interface AuthConfig {
  auth_required: boolean;
  /** Whether anybody may make an account, or only somebody who was invited. */
  sign_up: 'open' | 'invited';
  /** Whether somebody has an account yet. */
  initialized: boolean;
}

export type Role = 'admin' | 'member';

export interface Organization {
  id: string;
  name: string;
}

/** An answer that signs somebody in. The refresh token stays in a cookie that no script can read. */
export interface TokenAnswer {
  access_token: string;
  /** Seconds. */
  expires_in: number;
  user: { id: string; email?: string | null; name: string; role: Role };
  organization: Organization;
}

/** What `GET /api/v1/auth/me` says, as far as the page cares. */
export interface MeAnswer {
  id: string;
  email?: string | null;
  name?: string | null;
  display_name?: string | null;
  role: Role;
  org_id: string;
  kind: 'user' | 'api_key' | 'share_link' | 'development';
  organization?: Organization | null;
}

export interface Account {
  name: string;
  email: string;
  password: string;
}

export interface Invitation {
  organization: Organization;
  email?: string | null;
  role: Role;
  expires_at?: string | null;
}

/** A refresh that hangs would keep every tab of this browser waiting. */
const refreshPatience = 20_000;

/** A request on behalf of nobody, or of whoever holds what is given along: what it needs is in its body, or in the cookie. */
async function ask<T>(path: string, body?: unknown, signal?: AbortSignal, bearer?: string): Promise<T> {
  const init = body === undefined ? {} : json('POST', body);
  return (await (await sendAs(bearer, path, signal ? { ...init, signal } : init)).json()) as T;
}

export const getConfig = () => ask<AuthConfig>('/api/v1/auth/config');

/** @param bearer Of whom; of nobody when absent. */
export const whoAmI = (bearer?: string) => ask<MeAnswer>('/api/v1/auth/me', undefined, undefined, bearer);

/**
 * @param organizationId Where to work; the server's choice when absent.
 * @param invitation Is accepted with it: whoever belongs to no organisation can't sign in without.
 */
export const signIn = (email: string, password: string, organizationId?: string, invitation?: string) =>
  ask<TokenAnswer>('/auth/token', {
    email,
    password,
    ...(organizationId === undefined ? {} : { organization_id: organizationId }),
    ...(invitation === undefined ? {} : { invitation }),
    cookie: true,
  });

/** A new access token for whom the cookie names; with an organisation, for that one. */
export const refresh = (organizationId: string | undefined) =>
  ask<TokenAnswer>(
    '/auth/refresh',
    organizationId === undefined ? { cookie: true } : { organization_id: organizationId, cookie: true },
    AbortSignal.timeout(refreshPatience),
  );

export const signOut = (everywhere: boolean) => request('/auth/logout', json('POST', { everywhere }));

export const register = (account: Account, invitation: string | undefined) =>
  ask('/users', invitation === undefined ? account : { ...account, invitation });

export const initialize = (account: Account, organization: string) =>
  ask<{ success: boolean; errors?: string[]; message?: string }>('/admin/initialize', { ...account, organization });

export const lookAtInvitation = (token: string) => ask<Invitation>('/api/v1/invitations/look', { token });

export const acceptInvitation = (token: string) => request<{ id?: string; org_id?: string }>('/api/v1/invitations/accept', json('POST', { token }));

/** Sets another password; whoever had signed in with the old one is signed out. */
export const resetPassword = (token: string, password: string) => ask('/users/reset-password/confirm', { token, new_password: password });

export const listOrganizations = (signal?: AbortSignal) =>
  request<{ id?: string; org_id: string; name: string; role: Role }[]>('/api/v1/orgs', signal ? { signal } : {});

/** A one-use ticket that opens a socket within half a minute. */
export const getTicket = () => request<{ ticket: string }>('/api/v1/auth/tickets', { method: 'POST' });
