import { request } from '../api/http';
import type { ApiKey } from './apiKey';
import type { Member, OpenInvitation } from './organizationApi';
import { providerName } from './providers';

export interface AuditEntry {
  id: string | number;
  at: string;
  actor: { kind: string; id?: string | null; name?: string | null };
  action: string;
  target?: string | null;
  session_id?: string | null;
  request_id?: string | null;
  details?: unknown;
}

export interface AuditPage {
  entries: AuditEntry[];
  /** Where the next page begins; absent on the last one. */
  next?: string | null;
}

const pageSize = 50;

/** Newest first. */
export function listAudit(cursor: string | undefined, signal?: AbortSignal): Promise<AuditPage> {
  const params = new URLSearchParams({ limit: String(pageSize) });
  if (cursor) params.set('cursor', cursor);
  return request(`/api/v1/audit?${params}`, signal ? { signal } : {});
}

const kinds: Record<string, string> = {
  api_key: 'API key',
  share_link: 'Share link',
  issuer: 'Issuer',
  operator: 'Operator',
};

/** Who did it, for people. */
export function actorName({ kind, id, name }: AuditEntry['actor']): string {
  const what = kinds[kind];
  const who = name || id;
  if (!what) return who || 'Somebody unknown';
  return who ? `${what} ${who}` : what;
}

/** What the server's own words for actions mean; others are shown as they are. */
const actions: Record<string, string> = {
  'user.register': 'Created an account',
  // The server has one word for both.
  'user.sign-in': 'Signed in, or came from another organisation',
  'user.sign-out': 'Signed out',
  'user.sign-out-everywhere': 'Signed out everywhere',
  'user.change-password': 'Changed the password',
  'user.reset-password': 'Set another password with a link',
  'user.delete': 'Deleted the account',
  'user.update': 'Changed the profile',
  'user.change-email': 'Changed the e-mail address to sign in with',
  'user.lock': 'Was locked out after wrong passwords',
  'user.renew-by-bearer': 'Stays signed in without a refresh token',
  'user.refresh-reused': 'A sign-in was used twice, so it was ended',
  'org.found': 'Created the organisation',
  'org.rename': 'Renamed the organisation',
  'org.set-retention': 'Said for how long sessions are kept',
  'member.join': 'Joined, as the issuer says',
  'member.set-role': 'Changed a member’s role',
  'member.remove': 'Removed a member',
  'member.leave': 'Left the organisation',
  'member.reset-password': 'Made a password link for a member',
  'invitation.create': 'Invited somebody',
  'invitation.revoke': 'Revoked an invitation',
  'invitation.accept': 'Accepted an invitation',
  'api-key.create': 'Created an API key',
  'api-key.revoke': 'Revoked an API key',
  'credential.set': 'Set a provider’s key',
  'credential.remove': 'Removed a provider’s key',
  'share-link.create': 'Shared a session',
  'share-link.revoke': 'Revoked a share link',
  'oauth-tokens.set': 'Stored tokens of another service for a session',
  'oauth-tokens.remove': 'Removed stored tokens of another service',
  'session.create': 'Created a session',
  'session.start': 'Started a session',
  'session.update': 'Changed a session',
  'session.end': 'Ended a session',
  'session.erase': 'Erased a session',
  'session.import': 'Imported a session',
  'audio.send': 'Sent audio',
  'transcript.add': 'Added a line to a transcript',
  'transcript.correct': 'Corrected a line of a transcript',
  'speaker.rename': 'Renamed a speaker',
  'transcript-version.add': 'Had the kept audio of a session heard again',
  'insight.add': 'Added insights',
  'note.add': 'Added a note',
  'note.change': 'Changed a note',
  'note.delete': 'Deleted a note',
  'telemetry.set-limits': 'Set limits of a telemetry channel',
  'stt-task.add': 'Registered audio to transcribe elsewhere',
  'stt-task.settle': 'Said what came of audio transcribed elsewhere',
};

/** What was done, for people. */
export function actionName(action: string): string {
  const words = action.replaceAll(/[._-]+/g, ' ').trim();
  return actions[action] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** What things are called that entries name by their id. */
export type Names = ReadonlyMap<string, string>;

/** Members, keys and invitations as they are now, and people of whom only the audit itself still tells. */
export function namesOf(members: readonly Member[], keys: readonly ApiKey[], invitations: readonly OpenInvitation[], entries: readonly AuditEntry[]): Names {
  const known: (readonly [string | null | undefined, string | null | undefined])[] = [
    ...entries.map(({ actor }) => [actor.id, actor.name] as const).toReversed(),
    ...keys.map(({ id, name }) => [id, name] as const),
    ...invitations.map(({ id, email }) => [id, email] as const),
    ...members.map(({ user_id: id, name, email }) => [id, name || email] as const),
  ];
  return new Map(known.filter((pair): pair is readonly [string, string] => Boolean(pair[0] && pair[1])));
}

/** To what it was done, for people; undefined when that is said already, or nobody knows what to call it. */
export function targetName({ action, actor, target }: Pick<AuditEntry, 'action' | 'actor' | 'target'>, names: Names): string | undefined {
  if (!target || target === actor.id) return undefined;
  return action.startsWith('credential.') ? providerName(target) : names.get(target);
}

/** What more is known of it, one fact a line. */
export function facts({ details, target, request_id: requestId }: AuditEntry): [string, string][] {
  const known = details && typeof details === 'object' ? Object.entries(details) : [];
  const all: [string, unknown][] = [['target', target], ...known, ['request', requestId]];
  return all
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => [name.replaceAll('_', ' '), typeof value === 'string' ? value : JSON.stringify(value)]);
}
