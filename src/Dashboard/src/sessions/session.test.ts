import { describe, expect, it } from 'vitest';
import { lengthOf, listedActivity, type Session } from './session';
import { withFreshStart } from './useSessions';

const session = (id: string, extra: Partial<Session> = {}): Session => ({ id, name: id, status: 'ended', created_at: '2026-01-05T09:00:00Z', ...extra });

describe('lengthOf', () => {
  const started_at = '2026-01-05T09:00:00Z';
  const now = Date.parse('2026-01-05T09:10:00Z');

  it('grows while the session is live, and is the server’s figure afterwards', () => {
    expect(lengthOf(session('a', { status: 'active', started_at, duration: 3 }), now)).toBe(600);
    expect(lengthOf(session('a', { started_at, duration: 90 }), now)).toBe(90);
    expect(lengthOf(session('a', { started_at, ended_at: '2026-01-05T09:01:00Z' }), now)).toBe(60);
    expect(lengthOf(session('a', { status: 'created' }), now)).toBeUndefined();
  });
});

describe('listedActivity', () => {
  it('tells the session of an upload from a meeting, while it is live', () => {
    expect(listedActivity({ status: 'active', type: 'upload' })).toBe('transcribing');
    expect(listedActivity({ status: 'active', type: 'meeting' })).toBe('active');
    expect(listedActivity({ status: 'ended', type: 'upload' })).toBe('ended');
  });
});

describe('withFreshStart', () => {
  const ids = ({ sessions }: { sessions: Session[] }) => sessions.map(({ id }) => id);

  it('puts new sessions first and keeps the older pages without repeats', () => {
    const before = { sessions: ['c', 'b', 'a'].map((id) => session(id)), next: undefined };
    const fresh = withFreshStart(before, { sessions: [session('d'), session('c', { name: 'renamed' })], next: 'after-c' });
    expect(ids(fresh)).toEqual(['d', 'c', 'b', 'a']);
    expect(fresh.sessions[1]?.name).toBe('renamed');
    expect(fresh.next).toBeUndefined();
  });

  it('takes the first page alone when it is everything', () => {
    const before = { sessions: ['c', 'b', 'a'].map((id) => session(id)), next: undefined };
    expect(ids(withFreshStart(before, { sessions: [session('b')], next: undefined }))).toEqual(['b']);
  });
});
