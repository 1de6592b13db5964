import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, problem, request, unreachable } from './http';

describe('problem', () => {
  it('shows the detail of problem details and keeps the stable code', () => {
    const error = problem(409, '{"title":"Conflict","status":409,"detail":"The session has ended.","code":"session.ended"}');
    expect(error).toMatchObject({ message: 'The session has ended.', status: 409, code: 'session.ended' });
  });

  it.each(['', '<html>', '"text"', '{"detail":""}'])('says the status when the body is %j', (body) => {
    expect(problem(418, body).message).toBe('The server refused the request (418).');
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
