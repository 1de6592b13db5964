import { expect, it } from 'vitest';
import { validityOf } from './validity';

const now = Date.parse('2026-03-12T08:00:00Z');

it.each([
  [{}, 'good'],
  [{ expires_at: null, revoked_at: null }, 'good'],
  [{ expires_at: '2026-03-12T08:00:01Z' }, 'good'],
  [{ expires_at: '2026-03-12T08:00:00Z' }, 'expired'],
  [{ expires_at: '2026-03-11T08:00:00Z', revoked_at: '2026-03-10T08:00:00Z' }, 'revoked'],
])('a key with %j is %s', (key, state) => expect(validityOf(key, now)).toBe(state));
