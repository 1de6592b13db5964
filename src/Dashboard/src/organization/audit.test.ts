import { expect, it } from 'vitest';
import { actionName, actorName, facts } from './audit';

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
