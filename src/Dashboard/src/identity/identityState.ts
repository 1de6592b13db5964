import type { AuthConfig, MeAnswer, Organization, Role, TokenAnswer } from './authApi';

/** Whom the page works for. */
export interface Me {
  /** `development`: nobody signed in, and the server, in Development, asks nobody to. */
  kind: 'user' | 'development';
  id: string;
  name: string;
  /** Empty when somebody else vouches for them. */
  email: string;
  role: Role;
  organization: Organization;
}

export type IdentityState =
  /** It is not known yet; `trouble` says why it takes so long. */
  | { status: 'starting'; trouble: string | undefined }
  /** Somebody has to sign in before anything can be shown. */
  | { status: 'anonymous'; config: AuthConfig }
  /**
   * `expired`: the server takes no more requests until the same person signs in again; what is on the page stays. `removedFrom`: where they
   * belonged until just now; when it has expired, too, they belong nowhere else, and signing in again is of no use.
   */
  | { status: 'known'; config: AuthConfig; me: Me; expired: boolean; removedFrom?: Organization | undefined }
  /** Somebody with a share link; `over`: it is not taken any more. */
  | { status: 'guest'; sessionId: string; over: boolean };

export function meFromToken({ user, organization }: TokenAnswer): Me {
  return { kind: 'user', id: user.id, name: user.name || user.email || '', email: user.email ?? '', role: user.role, organization };
}

export function meFromServer(answer: MeAnswer): Me {
  const { id, role, org_id: orgId, email } = answer;
  const name = answer.display_name || answer.name || email || 'Development';
  return { kind: 'development', id, name, email: email ?? '', role, organization: answer.organization ?? { id: orgId, name: orgId } };
}

export function knownMe(state: IdentityState): Me | undefined {
  return state.status === 'known' ? state.me : undefined;
}

/** Somebody who signed in, also when they have to again. */
export function knownUser(state: IdentityState): Me | undefined {
  const me = knownMe(state);
  return me?.kind === 'user' ? me : undefined;
}

/** The organisation that somebody was just removed from, until they have read it. */
export function removedFrom(state: IdentityState): Organization | undefined {
  return state.status === 'known' ? state.removedFrom : undefined;
}

export function mustSignInAgain(state: IdentityState): boolean {
  return state.status === 'known' && state.expired;
}
