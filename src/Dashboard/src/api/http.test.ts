import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, messageOf, needsSignIn, problem, request, unreachable } from './http';

describe('problem', () => {
  it('shows the detail of problem details and keeps the stable code', () => {
    const error = problem(409, '{"title":"Conflict","status":409,"detail":"The session has ended.","code":"session.ended"}');
    expect(error).toMatchObject({ message: 'The session has ended.', status: 409, code: 'session.ended' });
  });

  it.each(['', '<html>', '"text"', '{"detail":""}'])('says the status when the body is %j', (body) => {
    expect(problem(418, body).message).toBe('The server refused the request (418).');
  });
});

describe('messageOf', () => {
  const body = '{"detail":"Something went wrong on the server.","code":"server.error","request_id":"0199c0ff"}';

  it('names the request of a fault of the server’s, and of nothing else', () => {
    expect(messageOf(problem(500, body))).toBe('Something went wrong on the server. Request id: 0199c0ff');
    expect(messageOf(problem(409, body))).toBe('Something went wrong on the server.');
    expect(messageOf(new Error('The microphone is gone.'))).toBe('The microphone is gone.');
    expect(messageOf('?')).toBe('Something went wrong.');
  });

  it('says in words for people that a server requires sign-in', () => {
    const refusal = problem(401, '{"detail":"Send a bearer token.","code":"auth.required"}');
    expect([messageOf(refusal), needsSignIn(refusal)]).toEqual(['This server asks people to sign in, and this page can’t do that yet.', true]);
    expect(needsSignIn(problem(401, '{"detail":"Use localhost.","code":"auth.unknown-host"}'))).toBe(false);
  });
});

describe('request', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('tells an unreachable server from a refusal', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(request('/api/sessions')).rejects.toEqual(new ApiError(unreachable, 0, undefined));
  });

  it('passes an abort on as it is', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new DOMException('aborted', 'AbortError')));
    await expect(request('/api/sessions')).rejects.toMatchObject({ name: 'AbortError' });
  });
});
