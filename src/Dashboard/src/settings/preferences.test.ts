import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me } from '../identity/identityState';
import { chooseAndSave, getPreferences, savePreferences } from './preferences';

const user: Me = { kind: 'user', id: 'user_1', name: 'Ana', email: 'ana@example.org', role: 'member', organization: { id: 'org_1', name: 'Acme' } };

describe('preferences', () => {
  let dataset: Record<string, string>;
  let stored: Map<string, string>;
  let sent: [string, unknown][];
  let answer: object;

  beforeEach(() => {
    dataset = {};
    stored = new Map();
    sent = [];
    answer = {};
    vi.stubGlobal('document', { documentElement: { dataset } });
    vi.stubGlobal('localStorage', { setItem: (key: string, value: string) => stored.set(key, value), removeItem: (key: string) => stored.delete(key) });
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
      sent.push([`${init.method ?? 'GET'} ${path}`, init.body ? JSON.parse(init.body as string) : undefined]);
      return Promise.resolve(Response.json(answer));
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('are shown at once and saved whole', async () => {
    await savePreferences({ theme: 'dark', emailNotifications: false, timeZone: 'Europe/Vienna', language: 'de' });
    expect([dataset['theme'], stored.get('theme')]).toEqual(['dark', 'dark']);
    expect(sent).toEqual([['PUT /users/me/preferences', { theme: 'dark', email_notifications: false, time_zone: 'Europe/Vienna', language: 'de' }]]);
  });

  it('follow the system again when that is chosen', async () => {
    dataset['theme'] = 'dark';
    stored.set('theme', 'dark');
    chooseAndSave(user, 'system');
    expect([dataset['theme'], stored.has('theme')]).toEqual([undefined, false]);
    await vi.waitFor(() => expect(sent).toEqual([['PUT /users/me/preferences', { theme: 'system' }]]));
  });

  it('stay in this browser where nobody is signed in', () => {
    chooseAndSave({ ...user, kind: 'development' }, 'light');
    expect([dataset['theme'], sent]).toEqual(['light', []]);
  });

  it('take a theme that this page does not know for the system’s', async () => {
    answer = { theme: 'sepia', emailNotifications: true, timeZone: 'UTC', language: 'en' };
    expect((await getPreferences(new AbortController().signal)).theme).toBe('system');
  });
});
