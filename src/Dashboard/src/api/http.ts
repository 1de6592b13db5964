import { duration } from '../ui/format';
import { credentials, lacksPermission, mayRenew } from './credentials';

/** A failed request, in words for people (RFC 9457 problem details where the server sent them). */
export class ApiError extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 when the server could not be reached. */
    readonly status: number,
    /** The server's stable code, for example `session.not-found`. */
    readonly code: string | undefined,
    /** What the server's log calls the request. */
    readonly requestId?: string,
    /** After so many seconds the same may work. */
    readonly retryAfter?: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export const unreachable = 'The server can’t be reached. Check that it is running and try again.';

/** Nobody is signed in any more: requests are not even sent, until somebody is. */
export const signedOut = 'auth.signed-out';

/** Sends a request and reads its JSON. Fails only with {@link ApiError}, or with an `AbortError` when aborted. */
export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await send(path, init);
  return (await response.json()) as T;
}

/** Like {@link request}, for callers that need headers or another body. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const bearer = await credentials().bearer();
  try {
    return await sendAs(bearer, path, init);
  } catch (error) {
    if (error instanceof ApiError && error.code === lacksPermission) credentials().forbidden?.();
    if (!(error instanceof ApiError && mayRenew(error))) throw error;
    const renewed = await credentials().renew(bearer);
    if (!renewed) throw error;
    return sendAs(renewed, path, init);
  }
}

/** Sends a request for whoever holds this bearer, or for nobody in particular. */
export async function sendAs(bearer: string | undefined, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (bearer) headers.set('Authorization', `Bearer ${bearer}`);
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(unreachable, 0, undefined);
  }
  if (!response.ok) throw problem(response.status, await response.text(), response.headers.get('Retry-After'));
  return response;
}

export function json(method: string, body: unknown): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** What went wrong, for people; a fault of the server's comes with what finds it in the log. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error) || !error.message) return 'Something went wrong.';
  if (error instanceof ApiError && error.code === lacksPermission) return 'You may not do this. Ask an administrator of your organisation.';
  if (error instanceof ApiError && error.code === 'auth.locked' && error.retryAfter !== undefined) {
    return `Too many wrong passwords for this address: try again in ${duration(error.retryAfter)}.`;
  }
  const fault = error instanceof ApiError && error.status >= 500 && error.requestId;
  return fault ? `${error.message} Request id: ${error.requestId}` : error.message;
}

/** Whether it only waits for somebody to sign in. */
export function needsSignIn(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'auth.required' || error.code === signedOut);
}

/** Whether the same request may succeed later: the server is away, or has too much to do. */
export function passes(error: unknown): boolean {
  return needsSignIn(error) || (error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500));
}

/** Reads an error answer; a body that is no problem document leaves only the status to tell. */
export function problem(status: number, body: string, retryAfter: string | null = null): ApiError {
  try {
    const { detail, title, code, request_id: requestId } = JSON.parse(body) as Record<string, unknown>;
    return new ApiError(text(detail) ?? text(title) ?? fallback(status), status, text(code), text(requestId), seconds(retryAfter));
  } catch {
    return new ApiError(fallback(status), status, undefined);
  }
}

function seconds(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function fallback(status: number): string {
  if (status === 502 || status === 503 || status === 504) return unreachable;
  return `The server refused the request (${status}).`;
}
