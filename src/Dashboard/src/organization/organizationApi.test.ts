import { expect, it } from 'vitest';
import { invitationLink } from './organizationApi';

it.each([
  [{ url: '/invite#token=abc', token: 'abc' }, 'https://page.example/invite#token=abc'],
  [{ url: 'https://mi.example/invite#token=abc', token: 'abc' }, 'https://mi.example/invite#token=abc'],
  [{ url: null, token: 'a+c' }, 'https://page.example/invite#token=a%2Bc'],
])('the link of invitation %j is %s', (invitation, link) => expect(invitationLink(invitation, 'https://page.example')).toBe(link));
