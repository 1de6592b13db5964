import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import type { AuthConfig, MeAnswer, TokenAnswer } from './authApi';
import { Identity, type IdentityParts } from './Identity';
import type { TabNews } from './tabs';

const token = (value: string, user = 'user_1', organization = { id: 'org_1', name: 'Acme' }): TokenAnswer => ({
  access_token: value,
  expires_in: 900,
  user: { id: user, email: 'ana@example.org', name: 'Ana', role: 'member' },
  organization,
});
const developer: MeAnswer = { id: 'dev', display_name: 'Developer', role: 'admin', org_id: 'org_dev', kind: 'development' };
const refusal = new ApiError('Sign in again.', 401, 'auth.refresh-refused');

describe('Identity', () => {
  let config: AuthConfig;
  let marked: boolean;
  let told: TabNews[];
  let hear: (news: TabNews) => void;
  let holdsAudio: boolean;
  let startedOver: ('here' | 'at the beginning')[];
  let api: { [Name in keyof IdentityParts['api']]: ReturnType<typeof vi.fn<IdentityParts['api'][Name]>> };
  let identity: Identity;

  beforeEach(() => {
    vi.useFakeTimers();
    config = { auth_required: true, sign_up: 'open', initialized: true };
    marked = holdsAudio = false;
    told = [];
    startedOver = [];
    api = {
      getConfig: vi.fn(() => Promise.resolve(config)),
      getTicket: vi.fn(() => Promise.resolve({ ticket: 'ticket_1' })),
      refresh: vi.fn(() => Promise.reject(refusal)),
      signIn: vi.fn(() => Promise.resolve(token('signed-in'))),
      signOut: vi.fn(() => Promise.resolve({})),
      whoAmI: vi.fn(() => Promise.resolve(developer)),
    };
    identity = new Identity({
      api,
      alone: (work) => work(),
      tabs: { listen: (listener) => (hear = listener), tell: (news) => told.push(news) },
      mark: { has: () => marked, set: (signedIn) => (marked = signedIn) },
      startOver: (stay) => startedOver.push(stay ? 'here' : 'at the beginning'),
    });
  });
  afterEach(async () => {
    await identity.signOut();
    vi.useRealTimers();
  });

  const start = () => identity.start({ shared: undefined, holdsAudio: () => holdsAudio });
  const state = () => identity.state.get();
  const settle = () => vi.advanceTimersByTimeAsync(0);

  it('asks whoever comes to sign in where that is required', async () => {
    await start();
    expect(state()).toEqual({ status: 'anonymous', config });
    expect(api.refresh).not.toHaveBeenCalled();
    expect(await identity.bearer()).toBeUndefined();
    await identity.signIn('ana@example.org', 'secret');
    expect(state()).toMatchObject({ status: 'known', expired: false, me: { kind: 'user', name: 'Ana', organization: { name: 'Acme' } } });
    expect([await identity.bearer(), told, marked]).toEqual(['signed-in', ['signed-in'], true]);
  });

  it('accepts an invitation with the sign-in', async () => {
    await start();
    await identity.signIn('ana@example.org', 'secret', 'mii_1');
    expect(api.signIn).toHaveBeenCalledWith('ana@example.org', 'secret', undefined, 'mii_1');
  });

  it('knows whom the cookie names', async () => {
    marked = true;
    api.refresh.mockResolvedValue(token('refreshed'));
    await start();
    expect([state().status, await identity.bearer(), await identity.ticket()]).toEqual(['known', 'refreshed', 'ticket_1']);
  });

  it('needs nothing in development, not even a ticket', async () => {
    config.auth_required = false;
    await start();
    expect(state()).toMatchObject({ status: 'known', me: { kind: 'development', name: 'Developer', role: 'admin' } });
    expect([await identity.bearer(), await identity.ticket()]).toEqual([undefined, undefined]);
    expect([api.refresh.mock.calls.length, api.getTicket.mock.calls.length]).toEqual([0, 0]);
  });

  it('prefers somebody who signed in to the development identity', async () => {
    config.auth_required = false;
    marked = true;
    api.refresh.mockResolvedValue(token('refreshed'));
    await start();
    expect(state()).toMatchObject({ me: { kind: 'user' } });
  });

  it('asks for sign-in when a server in development begins to require it', async () => {
    config.auth_required = false;
    await start();
    config.auth_required = true;
    expect(await identity.renew(undefined)).toBeUndefined();
    expect(state().status).toBe('anonymous');
  });

  it('says what it waits for, and goes on by itself', async () => {
    api.getConfig.mockRejectedValueOnce(new ApiError('The server can’t be reached.', 0, undefined));
    await start();
    expect(state()).toEqual({ status: 'starting', trouble: 'The server can’t be reached.' });
    await vi.advanceTimersByTimeAsync(400);
    expect(state().status).toBe('anonymous');
  });

  it('tells once when somebody is known', async () => {
    const known = vi.fn();
    identity.whenKnown(known);
    await start();
    expect(known).not.toHaveBeenCalled();
    await identity.signIn('ana@example.org', 'secret');
    await identity.signIn('ana@example.org', 'secret');
    expect(known).toHaveBeenCalledTimes(1);
  });

  describe('signed in', () => {
    beforeEach(async () => {
      await start();
      await identity.signIn('ana@example.org', 'secret');
    });

    it('keeps what is on the page when no new token is to be had, and sends nothing as somebody else', async () => {
      expect(await identity.renew('signed-in')).toBeUndefined();
      expect(state()).toMatchObject({ status: 'known', expired: true, me: { name: 'Ana' } });
      await expect(identity.bearer()).rejects.toMatchObject({ code: 'auth.signed-out' });
    });

    it('goes on as the same person in the same organisation after signing in again', async () => {
      await identity.renew('signed-in');
      api.signIn.mockResolvedValue(token('again'));
      await identity.signIn('ana@example.org', 'secret');
      expect(api.signIn).toHaveBeenLastCalledWith('ana@example.org', 'secret', 'org_1', undefined);
      expect([state(), await identity.bearer()]).toMatchObject([{ expired: false }, 'again']);
    });

    it('signs in elsewhere who does not belong to the organisation any more', async () => {
      await identity.renew('signed-in');
      api.signIn.mockRejectedValueOnce(new ApiError('There is no such organisation.', 404, 'org.not-found'));
      await identity.signIn('ana@example.org', 'secret');
      expect(api.signIn).toHaveBeenLastCalledWith('ana@example.org', 'secret', undefined, undefined);
      expect(state()).toMatchObject({ expired: false });
    });

    it('learns what they are now when something is forbidden that an administrator may do', async () => {
      identity.forbidden();
      expect(api.refresh).not.toHaveBeenCalled();
      const admin = token('admin');
      admin.user.role = 'admin';
      api.signIn.mockResolvedValue(admin);
      await identity.signIn('ana@example.org', 'secret');
      api.refresh.mockResolvedValue(token('member'));
      identity.forbidden();
      await settle();
      expect([state(), await identity.bearer()]).toMatchObject([{ me: { role: 'member' } }, 'member']);
    });

    it('goes on when the same person signed in again in another tab', async () => {
      await identity.renew('signed-in');
      api.refresh.mockResolvedValue(token('other-tab'));
      hear('signed-in');
      await settle();
      expect([state(), await identity.bearer()]).toMatchObject([{ expired: false }, 'other-tab']);
    });

    it('does not go on as somebody else who signed in in another tab', async () => {
      await identity.renew('signed-in');
      api.refresh.mockResolvedValue(token('other-tab', 'user_2'));
      hear('signed-in');
      await settle();
      expect(state()).toMatchObject({ expired: true, me: { id: 'user_1' } });
    });

    it('starts over when another tab signs out, unless audio would be lost', async () => {
      holdsAudio = true;
      hear('signed-out');
      expect([startedOver, state()]).toMatchObject([[], { expired: true }]);
      await identity.signIn('ana@example.org', 'secret');
      holdsAudio = false;
      hear('signed-out');
      expect(startedOver).toEqual(['here']);
    });

    describe('and removed from the organisation', () => {
      const acme = { id: 'org_1', name: 'Acme' };
      const other = { id: 'org_2', name: 'Other' };
      const notThere = new ApiError('There is no such organisation.', 404, 'org.not-found');
      const nowhere = new ApiError('You belong to no organisation.', 403, 'auth.no-organisation');
      const removed = vi.fn();

      beforeEach(() => {
        removed.mockClear();
        identity.whenRemoved(removed);
        api.refresh.mockRejectedValueOnce(notThere);
      });

      it('is told, and what this tab does there is ended', async () => {
        api.refresh.mockRejectedValueOnce(nowhere);
        expect(await identity.renew('signed-in')).toBeUndefined();
        expect([state(), removed.mock.calls]).toMatchObject([{ expired: true, removedFrom: acme }, [[acme]]]);
      });

      it('goes on where else there is a place, and is told until it is read', async () => {
        api.refresh.mockResolvedValue(token('other', 'user_1', other));
        expect(await identity.renew('signed-in')).toBe('other');
        await identity.refreshMe();
        expect([state(), removed.mock.calls]).toMatchObject([{ expired: false, me: { organization: other }, removedFrom: acme }, [[acme]]]);
        identity.dismissRemoval();
        expect(state()).toMatchObject({ removedFrom: undefined });
      });

      it('is told nothing any more after having been let in again', async () => {
        api.refresh.mockRejectedValueOnce(nowhere);
        await identity.renew('signed-in');
        await identity.signIn('ana@example.org', 'secret');
        expect(state()).toMatchObject({ expired: false, removedFrom: undefined });
      });

      it('needs not to be told of having left', async () => {
        api.refresh.mockRejectedValueOnce(nowhere);
        await identity.left();
        expect([startedOver, marked, told.at(-1), removed.mock.calls.length]).toEqual([['at the beginning'], false, 'signed-out', 0]);
      });

      it('goes on elsewhere after having left', async () => {
        api.refresh.mockResolvedValue(token('other', 'user_1', other));
        await identity.left();
        expect([startedOver, state()]).toMatchObject([[], { me: { organization: other }, removedFrom: undefined }]);
      });
    });

    it('signs out for good, also when the server has forgotten', async () => {
      api.signOut.mockRejectedValueOnce(new ApiError('Who?', 401, 'auth.expired'));
      await identity.signOut();
      expect([marked, startedOver, told.at(-1)]).toEqual([false, ['at the beginning'], 'signed-out']);
    });

    it('stays signed in when signing out did not reach the server', async () => {
      api.signOut.mockRejectedValueOnce(new ApiError('The server can’t be reached.', 0, undefined));
      await expect(identity.signOut()).rejects.toMatchObject({ status: 0 });
      expect([startedOver, await identity.bearer()]).toEqual([[], 'signed-in']);
    });
  });

  describe('signed in, with a share link', () => {
    const shared = { sessionId: 'sess_1', token: 'mis_1' };
    const forgetShare = vi.fn();
    const open = () => identity.start({ shared, forgetShare, holdsAudio: () => false });

    beforeEach(() => {
      marked = true;
      forgetShare.mockClear();
      api.whoAmI.mockResolvedValue({ id: 'link_1', role: 'member', org_id: 'org_1', kind: 'share_link' });
    });

    it('comes as themselves who belongs to the session’s organisation, and keeps no link', async () => {
      api.refresh.mockResolvedValue(token('own'));
      await open();
      expect([state(), await identity.bearer()]).toMatchObject([{ status: 'known', me: { name: 'Ana' } }, 'own']);
      expect([api.whoAmI.mock.calls, api.refresh.mock.calls, forgetShare.mock.calls]).toEqual([[['mis_1']], [['org_1']], [[shared]]]);
    });

    it('is a guest elsewhere', async () => {
      api.refresh.mockRejectedValue(new ApiError('There is no such organisation.', 404, 'org.not-found'));
      await open();
      expect([state(), await identity.bearer()]).toEqual([{ status: 'guest', sessionId: 'sess_1', over: false }, 'mis_1']);
      expect(forgetShare).not.toHaveBeenCalled();
    });

    it('is a guest when the sign-in has ended', async () => {
      await open();
      expect(state()).toMatchObject({ status: 'guest' });
    });

    it('comes as themselves with a link that is over', async () => {
      api.whoAmI.mockRejectedValue(new ApiError('Revoked.', 401, 'auth.revoked'));
      api.refresh.mockResolvedValue(token('own'));
      await open();
      expect([state().status, forgetShare.mock.calls.length]).toEqual(['known', 1]);
    });
  });

  describe('with a share link', () => {
    beforeEach(() => identity.start({ shared: { sessionId: 'sess_1', token: 'mis_1' }, holdsAudio: () => false }));

    it('shows the link and nothing else', async () => {
      expect([state(), await identity.bearer(), await identity.ticket()]).toEqual([{ status: 'guest', sessionId: 'sess_1', over: false }, 'mis_1', 'ticket_1']);
      expect(api.getConfig).not.toHaveBeenCalled();
    });

    it('is over when the server no longer takes it', async () => {
      expect(await identity.renew('mis_1')).toBeUndefined();
      expect(state()).toMatchObject({ status: 'guest', over: true });
    });
  });
});
