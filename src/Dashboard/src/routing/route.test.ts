import { expect, it } from 'vitest';
import { momentPath, parseRoute, readPlace, sessionPath, settingsPath, settingsSections, signInPath, wayBack } from './route';

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

it.each([
  ['/account', undefined],
  ['/account/members', 'members'],
  ['/account/api-keys/', 'api-keys'],
])('%s is the settings, at %s', (path, section) => expect(parseRoute(path)).toEqual({ page: 'settings', section }));

it.each(['invite', 'reset', 'search', 'sign-in', 'sign-up'])('/%s is a page of its own', (page) => expect(parseRoute(`/${page}`)).toEqual({ page }));

it.each(['/settings', '/account/nothing', '/account/members/1', '/invite/x'])('%s is no page', (path) => {
  expect(parseRoute(path)).toEqual({ page: 'unknown' });
});

it('leads from signing in back to the session', () => {
  const { pathname, search } = new URL(signInPath('/s/a%2Fb'), 'https://page.example');
  expect([parseRoute(pathname), wayBack(search)]).toEqual([{ page: 'sign-in' }, '/s/a%2Fb']);
});

it.each(['', '?to=', '?to=/account', '?to=https://evil.example/s/1', '?to=//evil.example/s/1', '?to=javascript:alert(1)'])('leads from signing in with %s to the list', (search) => {
  expect(wayBack(search)).toBe('/');
});

it.each([{ line: 'seg_1' }, { note: 'note/1 &' }, {}])('the path of %j in a session leads to it', (place) => {
  const { pathname, search } = new URL(momentPath('sess_1', place), 'https://page.example');
  expect(parseRoute(pathname)).toEqual({ page: 'session', sessionId: 'sess_1' });
  expect(readPlace(search)).toEqual({ line: undefined, note: undefined, ...place });
});

it('every part of the settings has an address', () => {
  for (const section of settingsSections) expect(parseRoute(settingsPath(section))).toEqual({ page: 'settings', section });
});
