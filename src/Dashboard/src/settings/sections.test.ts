import { expect, it } from 'vitest';
import { sectionsFor } from './sections';

it.each([
  ['an administrator', 'user', 'admin', 'profile preferences password organisation members invitations api-keys providers retention audit'],
  ['a member', 'user', 'member', 'profile preferences password organisation members'],
  ['the development identity', 'development', 'admin', 'preferences members invitations api-keys providers retention audit'],
] as const)('%s finds what they may use', (_, kind, role, expected) => {
  expect(sectionsFor({ kind, role }).flatMap(({ sections }) => sections.map(({ section }) => section)).join(' ')).toBe(expected);
});
