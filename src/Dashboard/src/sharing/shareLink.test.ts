import { expect, it } from 'vitest';
import { takeSecret, sharedSession } from '../identity/linkSecrets';
import { shareUrl } from './shareLink';

it.each([
  [{ url: null, token: 'mis_a+b/c=' }],
  [{ url: '/s/sess_1#share=mis_a%2Bb%2Fc%3D', token: 'mis_a+b/c=' }],
])('what is handed out (%j) opens the session', (link) => {
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: () => {} };
  const address = new URL(shareUrl('sess_1', link, 'https://page.example'));
  takeSecret(address, storage);
  expect(sharedSession('/s/sess_1', storage)).toEqual({ sessionId: 'sess_1', token: 'mis_a+b/c=' });
});
