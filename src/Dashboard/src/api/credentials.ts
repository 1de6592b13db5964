import type { ApiError } from './http';

/** Who the page speaks for. The identity module installs its own; without one, requests carry nothing. */
export interface Credentials {
  /** What to send as the bearer; undefined where nothing is needed. Fails with an {@link ApiError} when somebody has to sign in first. */
  bearer(): Promise<string | undefined>;
  /** The server did not take this bearer, or asked for one: gives another to try once, or undefined when there is none. */
  renew(refused: string | undefined): Promise<string | undefined>;
  /** The server knows who asks, and they may not: perhaps they may do less than the page still offers. */
  forbidden?(): void;
}

const nobody: Credentials = { bearer: () => Promise.resolve(undefined), renew: () => Promise.resolve(undefined) };
let installed = nobody;

export function credentials(): Credentials {
  return installed;
}

/** Returns a call that takes them away again. */
export function installCredentials(source: Credentials): () => void {
  installed = source;
  return () => {
    installed = nobody;
  };
}

/** What the server answers to those who lack a permission. */
export const lacksPermission = 'auth.forbidden';

/** Codes of refusals after which another bearer may be taken; other 401s (a wrong password, a foreign host name) mean what they say. */
const renewable = new Set(['auth.required', 'auth.expired', 'auth.invalid-token', 'auth.revoked']);

export function mayRenew({ status, code }: Pick<ApiError, 'status' | 'code'>): boolean {
  return status === 401 && code !== undefined && renewable.has(code);
}
