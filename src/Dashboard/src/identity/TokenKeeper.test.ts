import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import type { TokenAnswer } from './authApi';
import { TokenKeeper } from './TokenKeeper';

const lifetime = 900;
const answer = (token: string, organization = 'org_1', user = 'user_1'): TokenAnswer => ({
  access_token: token,
  expires_in: lifetime,
  user: { id: user, email: 'ana@example.org', name: 'Ana', role: 'member' },
  organization: { id: organization, name: organization },
});
const refusal = new ApiError('Sign in again.', 401, 'auth.refresh-refused');
const away = new ApiError('The server can’t be reached.', 0, undefined);

describe('TokenKeeper', () => {
  let refreshes: { organizationId: string | undefined; resolve: (given: TokenAnswer) => void; reject: (error: unknown) => void }[];
  let refused: number;
  let removed: number;
  let alone: number;
  let accepts: (given: TokenAnswer) => boolean;
  let keeper: TokenKeeper;

  beforeEach(() => {
    vi.useFakeTimers();
    refreshes = [];
    refused = removed = alone = 0;
    accepts = () => true;
    keeper = new TokenKeeper({
      refresh: (organizationId) => new Promise((resolve, reject) => refreshes.push({ organizationId, resolve, reject })),
      alone: (work) => {
        alone += 1;
        return work();
      },
      accepts: (given) => accepts(given),
      onTaken: () => undefined,
      onRemoved: () => (removed += 1),
      onRefused: () => (refused += 1),
    });
  });
  afterEach(() => {
    keeper.drop();
    vi.useRealTimers();
  });

  const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);
  const newest = () => refreshes.at(-1)!;

  it('gives the token it holds, without asking', async () => {
    expect(await keeper.bearer()).toBeUndefined();
    keeper.take(answer('one'));
    expect(await keeper.bearer()).toBe('one');
    expect(refreshes).toHaveLength(0);
  });

  it('asks once, alone among the tabs, however many need another one', async () => {
    keeper.take(answer('one'));
    const all = Promise.all([keeper.renew('one'), keeper.renew('one'), keeper.renew('one')]);
    await pass(0);
    newest().resolve(answer('two'));
    expect(await all).toEqual(['two', 'two', 'two']);
    expect([refreshes.length, alone]).toEqual([1, 1]);
  });

  it('does not ask when the refused one has been replaced meanwhile', async () => {
    keeper.take(answer('two'));
    expect(await keeper.renew('one')).toBe('two');
    expect(refreshes).toHaveLength(0);
  });

  it('refreshes a minute before it expires, in its own organisation', async () => {
    keeper.take(answer('one', 'org_7'));
    await pass(lifetime - 61);
    expect(refreshes).toHaveLength(0);
    await pass(1);
    expect(newest().organizationId).toBe('org_7');
    expect(await keeper.bearer()).toBe('one');
    newest().resolve(answer('two', 'org_7'));
    await pass(0);
    expect(await keeper.bearer()).toBe('two');
  });

  it('asks again while a server is away, and goes on with what it has until that expires', async () => {
    keeper.take(answer('one'));
    await pass(lifetime - 60);
    newest().reject(away);
    await pass(0);
    expect([await keeper.bearer(), refused]).toEqual(['one', 0]);
    await pass(10);
    expect(refreshes).toHaveLength(2);
  });

  it('does not give out one that expired while the computer slept', async () => {
    keeper.take(answer('one'));
    vi.setSystemTime(Date.now() + lifetime * 1000);
    const bearer = keeper.bearer();
    await pass(0);
    newest().resolve(answer('two'));
    expect(await bearer).toBe('two');
  });

  it('fails when the server can’t be asked, and can be asked again', async () => {
    keeper.take(answer('one'));
    const first = keeper.renew('one');
    newest().reject(away);
    await expect(first).rejects.toBe(away);
    const second = keeper.renew('one');
    newest().resolve(answer('two'));
    expect(await second).toBe('two');
  });

  it('says so when nothing more is to be had', async () => {
    keeper.take(answer('one'));
    const renewed = keeper.renew('one');
    newest().reject(refusal);
    expect(await renewed).toBeUndefined();
    expect([await keeper.bearer(), refused]).toEqual([undefined, 1]);
    await pass(2 * lifetime);
    expect(refreshes).toHaveLength(1);
  });

  it('does not take what the cookie of somebody else brings', async () => {
    keeper.take(answer('one'));
    accepts = ({ user }) => user.id === 'user_1';
    const renewed = keeper.renew('one');
    newest().resolve(answer('two', 'org_1', 'user_2'));
    expect([await renewed, await keeper.bearer(), refused]).toEqual([undefined, undefined, 1]);
  });

  it('forgets a refresh that somebody’s signing out has overtaken', async () => {
    keeper.take(answer('one'));
    const renewed = keeper.renew('one');
    keeper.drop();
    newest().resolve(answer('two'));
    expect([await renewed, await keeper.bearer(), refused]).toEqual([undefined, undefined, 0]);
  });

  it('prefers a new sign-in to a refresh that was refused for the old one', async () => {
    keeper.take(answer('one'));
    const renewed = keeper.renew('one');
    keeper.take(answer('mine'));
    newest().reject(refusal);
    expect([await renewed, await keeper.bearer(), refused]).toEqual(['mine', 'mine', 0]);
  });

  it('works in another organisation after a switch, and stays where it is when that fails', async () => {
    keeper.take(answer('one'));
    const failing = keeper.switchTo('org_2');
    newest().reject(new ApiError('No.', 403, 'auth.forbidden'));
    await expect(failing).rejects.toMatchObject({ code: 'auth.forbidden' });
    expect(await keeper.bearer()).toBe('one');
    const switching = keeper.switchTo('org_2');
    expect(newest().organizationId).toBe('org_2');
    newest().resolve(answer('two', 'org_2'));
    await switching;
    expect(await keeper.bearer()).toBe('two');
  });

  it('goes where there is a place when it is not a member any more', async () => {
    keeper.take(answer('one', 'org_2'));
    const renewed = keeper.renew('one');
    newest().reject(new ApiError('There is no such organisation.', 404, 'org.not-found'));
    await pass(0);
    expect(newest().organizationId).toBeUndefined();
    newest().resolve(answer('two', 'org_1'));
    expect([await renewed, refused, removed]).toEqual(['two', 0, 1]);
  });

  it('says so when there is no place at all', async () => {
    keeper.take(answer('one', 'org_2'));
    const renewed = keeper.renew('one');
    newest().reject(new ApiError('There is no such organisation.', 404, 'org.not-found'));
    await pass(0);
    newest().reject(new ApiError('You belong to no organisation.', 403, 'auth.no-organisation'));
    expect([await renewed, refused, removed, refreshes.length]).toEqual([undefined, 1, 1, 2]);
  });

  it('stays in its organisation when it signs in anew after a refusal', async () => {
    keeper.take(answer('one', 'org_2'));
    const refusedOne = keeper.renew('one');
    newest().reject(refusal);
    await refusedOne;
    const renewed = keeper.renew(undefined);
    expect(newest().organizationId).toBe('org_2');
    newest().resolve(answer('two', 'org_2'));
    expect(await renewed).toBe('two');
  });
});
