import { beforeEach, describe, expect, it } from 'vitest';
import { forgetInvitation, forgetReset, forgetShare, invitationToken, resetToken, sharedSession, takeSecret, type TabStorage } from './linkSecrets';

describe('secrets of links', () => {
  let kept: Map<string, string>;
  let storage: TabStorage;

  beforeEach(() => {
    kept = new Map();
    storage = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  });

  it('keeps a share link for the tab, and takes it out of the address', () => {
    expect(takeSecret({ pathname: '/s/sess_1', hash: '#share=mis_abc' }, storage)).toBe('/s/sess_1');
    expect(sharedSession('/s/sess_1', storage)).toEqual({ sessionId: 'sess_1', token: 'mis_abc' });
  });

  it('is for one session only', () => {
    takeSecret({ pathname: '/s/sess_1', hash: '#share=mis_abc' }, storage);
    expect([sharedSession('/s/sess_2', storage), sharedSession('/', storage), sharedSession('/account', storage)]).toEqual([undefined, undefined, undefined]);
    forgetShare('sess_1', storage);
    expect(sharedSession('/s/sess_1', storage)).toBeUndefined();
  });

  it('keeps an invitation until it is used', () => {
    expect(takeSecret({ pathname: '/invite', hash: '#token=abc%2B1' }, storage)).toBe('/invite');
    expect(invitationToken(storage)).toBe('abc+1');
    forgetInvitation(storage);
    expect(invitationToken(storage)).toBeUndefined();
  });

  it('keeps a reset until it is used, and apart from an invitation', () => {
    expect(takeSecret({ pathname: '/reset', hash: '#token=mip_1' }, storage)).toBe('/reset');
    expect(resetToken(storage)).toBe('mip_1');
    expect(invitationToken(storage)).toBeUndefined();
    forgetReset(storage);
    expect(resetToken(storage)).toBeUndefined();
  });

  it.each([
    ['/s/sess_1', '#main'],
    ['/s/sess_1', '#token=abc'],
    ['/invite', '#share=mis_abc'],
    ['/', '#share=mis_abc'],
    ['/invite', ''],
  ])('leaves %s%s alone', (pathname, hash) => {
    expect(takeSecret({ pathname, hash }, storage)).toBeUndefined();
    expect(kept.size).toBe(0);
  });
});
