/** A failed request, in words for people (RFC 9457 problem details where the server sent them). */
export class ApiError extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 when the server could not be reached. */
    readonly status: number,
    /** The server's stable code, for example `session.not-found`. */
    readonly code: string | undefined,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export const unreachable = 'The server can’t be reached. Check that it is running and try again.';

/** Sends a request and reads its JSON. Fails only with {@link ApiError}, or with an `AbortError` when aborted. */
export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await send(path, init);
  return (await response.json()) as T;
}

/** Like {@link request}, for callers that need headers or another body. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(unreachable, 0, undefined);
  }
  if (!response.ok) throw problem(response.status, await response.text());
  return response;
}

export function json(method: string, body: unknown): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** What went wrong, for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error && error.message ? error.message : 'Something went wrong.';
}

/** Reads an error answer; a body that is no problem document leaves only the status to tell. */
export function problem(status: number, body: string): ApiError {
  try {
    const details = JSON.parse(body) as { detail?: unknown; title?: unknown; code?: unknown };
    const text = [details.detail, details.title].find((value) => typeof value === 'string' && value !== '') as string | undefined;
    return new ApiError(text ?? fallback(status), status, typeof details.code === 'string' ? details.code : undefined);
  } catch {
    return new ApiError(fallback(status), status, undefined);
  }
}

function fallback(status: number): string {
  if (status === 502 || status === 503 || status === 504) return unreachable;
  return `The server refused the request (${status}).`;
}
