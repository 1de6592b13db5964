import { describe, expect, it } from 'vitest';
import { actionName, actorName, facts, namesOf, targetName } from './audit';

it.each([
  [{ kind: 'user', id: 'user_1', name: 'Ana' }, 'Ana'],
  [{ kind: 'user', id: 'user_1' }, 'user_1'],
  [{ kind: 'api_key', id: 'key_1', name: 'Recorder' }, 'API key Recorder'],
  [{ kind: 'share_link', id: null }, 'Share link'],
  [{ kind: 'system' }, 'Somebody unknown'],
])('actor %j is %s', (actor, name) => expect(actorName(actor)).toBe(name));

it.each([
  ['api-key.create', 'Created an API key'],
  ['moon.landed_on', 'Moon landed on'],
])('says %s in words: %s', (action, words) => expect(actionName(action)).toBe(words));

describe('targetName', () => {
  const at = '2026-03-12T08:00:00Z';
  const names = namesOf(
    [{ user_id: 'user_1', name: 'Ana Maria', role: 'admin', created_at: at }],
    [{ id: 'key_1', name: 'Recorder', prefix: 'mik_a', scopes: [], created_at: at }],
    [{ id: 'inv_1', email: 'ben@example.org', role: 'member', created_at: at, status: 'open' }],
    [
      { id: 2, at, actor: { kind: 'user', id: 'user_1', name: 'Ana' }, action: 'member.remove', target: 'user_2' },
      { id: 1, at, actor: { kind: 'user', id: 'user_2', name: 'Ben' }, action: 'user.sign-in', target: 'user_2' },
    ],
  );
  const actor = { kind: 'user', id: 'user_9' };

  it.each([
    ['api-key.revoke', 'key_1', 'Recorder'],
    ['invitation.revoke', 'inv_1', 'ben@example.org'],
    ['member.set-role', 'user_1', 'Ana Maria'],
    ['member.remove', 'user_2', 'Ben'],
    ['credential.set', 'openai', 'OpenAI'],
    ['member.remove', 'user_3', undefined],
    ['user.sign-in', 'user_9', undefined],
    ['session.start', null, undefined],
  ])('of %s %s is %s', (action, target, name) => expect(targetName({ action, actor, target }, names)).toBe(name));
});

it('tells all that is known, and nothing that is not', () => {
  const entry = {
    id: 1,
    at: '2026-03-12T08:00:00Z',
    actor: { kind: 'user' },
    action: 'member.role-changed',
    target: 'user_2',
    session_id: null,
    request_id: '0199',
    details: { role: 'admin', was: null, scopes: ['sessions:read'] },
  };
  expect(facts(entry)).toEqual([
    ['target', 'user_2'],
    ['role', 'admin'],
    ['scopes', '["sessions:read"]'],
    ['request', '0199'],
  ]);
  expect(facts({ ...entry, target: null, request_id: null, details: null })).toEqual([]);
});
