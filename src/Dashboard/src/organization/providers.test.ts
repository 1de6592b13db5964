import { expect, it } from 'vitest';
import { filledIn, knownProviders, otherFields, providerName } from './providers';

it('sends what was filled in, of the fields that the provider has', () => {
  const values = { api_key: ' sk-1 ', base_url: '  ', region: 'eu' };
  expect(filledIn(otherFields, values)).toEqual({ api_key: 'sk-1' });
});

it('shows every key as a secret', () => {
  const keys = [...knownProviders.flatMap(({ fields }) => fields), ...otherFields].filter(({ name }) => name.includes('key'));
  expect(keys.length).toBeGreaterThan(knownProviders.length);
  expect(keys.every(({ secret }) => secret)).toBe(true);
});

it('calls a provider that it does not know by its id', () => {
  expect([providerName('deepgram'), providerName('elsewhere')]).toEqual(['Deepgram (speech)', 'elsewhere']);
});
