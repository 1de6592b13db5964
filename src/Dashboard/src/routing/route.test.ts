import { expect, it } from 'vitest';
import { parseRoute, sessionPath } from './route';

it.each(['/', '/sessions', '/sessions/', '/live-sessions'])('%s is the list', (path) => {
  expect(parseRoute(path)).toEqual({ page: 'sessions' });
});

it.each(['/s/sess_1', '/s/sess_1/', '/sessions/sess_1', '/live-sessions/sess_1'])('%s is a session', (path) => {
  expect(parseRoute(path)).toEqual({ page: 'session', sessionId: 'sess_1' });
});

it.each(['/s/', '/x', '/s/a/b', '/s/%E0%A4%A'])('%s is unknown', (path) => {
  expect(parseRoute(path)).toEqual({ page: 'unknown' });
});

it('a session’s path leads back to it, whatever its id', () => {
  expect(parseRoute(sessionPath('a/b c'))).toEqual({ page: 'session', sessionId: 'a/b c' });
});
