/** What an address shows. */
export type Route = { page: 'sessions' } | { page: 'session'; sessionId: string } | { page: 'unknown' };

const session = /^\/(?:s|sessions|live-sessions)\/([^/]+)\/?$/;
const list = /^\/(?:sessions|live-sessions)?\/?$/;

/** Reads an address; `/sessions` and `/live-sessions` are addresses of earlier front ends and keep working. */
export function parseRoute(path: string): Route {
  const match = session.exec(path);
  if (match?.[1]) {
    const sessionId = decodeId(match[1]);
    return sessionId ? { page: 'session', sessionId } : { page: 'unknown' };
  }
  return { page: list.test(path) ? 'sessions' : 'unknown' };
}

export function sessionPath(sessionId: string): string {
  return `/s/${encodeURIComponent(sessionId)}`;
}

function decodeId(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
