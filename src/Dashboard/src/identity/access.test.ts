import { describe, expect, it } from 'vitest';
import { sessionAccess } from './access';
import type { IdentityState, Me } from './identityState';

const config = { auth_required: true, sign_up: 'open', initialized: true } as const;
const known = (me: Partial<Me>): IdentityState => ({
  status: 'known',
  config,
  expired: false,
  me: { kind: 'user', id: 'user_1', name: 'Ana', email: 'ana@example.org', role: 'member', organization: { id: 'org_1', name: 'Acme' }, ...me },
});
const everything = { add: true, change: true, share: true, list: true };
const addsOnly = { ...everything, change: false, share: false };
const nothing = { add: false, change: false, share: false, list: false };

describe('sessionAccess', () => {
  it.each([
    ['a member on a session of their own', known({}), 'user_1', everything],
    ['a member on somebody else’s', known({}), 'user_2', addsOnly],
    ['a member before it is known whose it is', known({}), undefined, addsOnly],
    ['an administrator', known({ role: 'admin' }), 'user_2', everything],
    ['the development identity', known({ kind: 'development', role: 'admin', id: 'dev' }), undefined, everything],
    ['whoever has a share link', { status: 'guest', sessionId: 'sess_1', over: false }, 'user_1', nothing],
    ['nobody', { status: 'anonymous', config }, undefined, nothing],
  ] as const)('of %s', (_, state, owner, expected) => expect(sessionAccess(state as IdentityState, owner)).toEqual(expected));
});
