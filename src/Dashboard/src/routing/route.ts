/** Parts of the settings, as addresses name them. */
export const settingsSections = [
  'profile',
  'preferences',
  'password',
  'organisation',
  'members',
  'invitations',
  'api-keys',
  'providers',
  'retention',
  'audit',
] as const;

export type SettingsSection = (typeof settingsSections)[number];

/** What an address shows. */
export type Route =
  | { page: 'sessions' }
  | { page: 'session'; sessionId: string }
  | { page: 'search' }
  /** `/account`: `/settings` is an interface of the server's. */
  | { page: 'settings'; section: SettingsSection | undefined }
  | { page: 'invite' }
  /** Another password, with a link that an administrator made. */
  | { page: 'reset' }
  | { page: 'sign-in' }
  | { page: 'sign-up' }
  | { page: 'unknown' };

const session = /^\/(?:s|sessions|live-sessions)\/([^/]+)\/?$/;
const list = /^\/(?:sessions|live-sessions)?\/?$/;
const settings = /^\/account(?:\/([a-z-]+))?\/?$/;
const single = /^\/(invite|reset|search|sign-in|sign-up)\/?$/;

/** Reads an address; `/sessions` and `/live-sessions` are addresses of earlier front ends and keep working. */
export function parseRoute(path: string): Route {
  const match = session.exec(path);
  if (match?.[1]) {
    const sessionId = decodeId(match[1]);
    return sessionId ? { page: 'session', sessionId } : { page: 'unknown' };
  }
  const page = single.exec(path)?.[1];
  if (page) return { page: page as 'invite' | 'reset' | 'search' | 'sign-in' | 'sign-up' };
  const account = settings.exec(path);
  if (account) return settingsRoute(account[1]);
  return { page: list.test(path) ? 'sessions' : 'unknown' };
}

function settingsRoute(name: string | undefined): Route {
  const section = settingsSections.find((known) => known === name);
  return name !== undefined && !section ? { page: 'unknown' } : { page: 'settings', section };
}

export function sessionPath(sessionId: string): string {
  return `/s/${encodeURIComponent(sessionId)}`;
}

/** A moment in a session: a line of its transcript, or a note. */
export interface Place {
  line?: string | undefined;
  note?: string | undefined;
}

export function momentPath(sessionId: string, { line, note }: Place): string {
  const query = new URLSearchParams(line ? { line } : note ? { note } : {}).toString();
  return `${sessionPath(sessionId)}${query && `?${query}`}`;
}

/** The moment that an address of a session leads to. */
export function readPlace(search: string): Place {
  const query = new URLSearchParams(search);
  return { line: query.get('line') ?? undefined, note: query.get('note') ?? undefined };
}

export function settingsPath(section?: SettingsSection): string {
  return section ? `/account/${section}` : '/account';
}

/** Where to sign in, and to go on from there. */
export function signInPath(back: string): string {
  return `/sign-in?to=${encodeURIComponent(back)}`;
}

/** Where whoever has signed in goes on: a session of this page, or the list; never another site, whatever an address says. */
export function wayBack(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? '';
  const route = parseRoute(to);
  return route.page === 'session' ? sessionPath(route.sessionId) : '/';
}

function decodeId(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
