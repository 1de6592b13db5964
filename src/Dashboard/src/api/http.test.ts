import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installCredentials } from './credentials';
import { ApiError, json, messageOf, needsSignIn, problem, request, unreachable } from './http';

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
    expect(messageOf(problem(429, '{"detail":"Wait a moment.","code":"auth.locked"}', '900'))).toBe('Too many wrong passwords for this address: try again in 15 min.');
    expect(messageOf(problem(429, '{"detail":"Wait a moment.","code":"auth.locked"}'))).toBe('Wait a moment.');
    expect(messageOf(problem(403, '{"detail":"This needs the permission x:y.","code":"auth.forbidden"}'))).toBe('You may not do this. Ask an administrator of your organisation.');
    expect(messageOf('?')).toBe('Something went wrong.');
  });
});

describe('needsSignIn', () => {
  it.each([
    ['auth.required', true],
    ['auth.signed-out', true],
    ['auth.unknown-host', false],
  ])('of %s is %s', (code, expected) => expect(needsSignIn(problem(401, JSON.stringify({ detail: 'No.', code })))).toBe(expected));
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

  describe('with credentials', () => {
    let forget: () => void;
    let sent: (string | null)[];
    let refused: (string | undefined)[];
    let next: string | undefined;
    let forbidden: number;
    let answers: Response[];

    beforeEach(() => {
      sent = [];
      refused = [];
      next = 'new';
      forbidden = 0;
      vi.stubGlobal('fetch', (_path: string, init: RequestInit) => {
        sent.push(new Headers(init.headers).get('Authorization'));
        return Promise.resolve(answers.shift()!);
      });
      forget = installCredentials({
        bearer: () => Promise.resolve('old'),
        renew: (bearer) => {
          refused.push(bearer);
          return Promise.resolve(next);
        },
        forbidden: () => (forbidden += 1),
      });
    });
    afterEach(() => forget());

    const refusal = (code: string, status = 401) => Response.json({ detail: 'Who are you?', code }, { status });
    const ok = () => Response.json({ id: 'sess_1' });

    it.each(['auth.expired', 'auth.invalid-token', 'auth.revoked'])('tries once more with another bearer after %s', async (code) => {
      answers = [refusal(code), ok()];
      expect(await request('/api/sessions/sess_1', json('PATCH', { name: 'x' }))).toEqual({ id: 'sess_1' });
      expect([sent, refused]).toEqual([['Bearer old', 'Bearer new'], ['old']]);
    });

    it('does not try for ever', async () => {
      answers = [refusal('auth.expired'), refusal('auth.expired'), ok()];
      await expect(request('/api/sessions')).rejects.toMatchObject({ code: 'auth.expired' });
      expect(sent).toHaveLength(2);
    });

    it('says what the server said when there is no other bearer', async () => {
      next = undefined;
      answers = [refusal('auth.expired'), ok()];
      await expect(request('/api/sessions')).rejects.toMatchObject({ message: 'Who are you?', status: 401 });
      expect(sent).toHaveLength(1);
    });

    it.each([
      ['auth.bad-credentials', 401, 0],
      ['auth.forbidden', 403, 1],
    ])('takes %s (%i) for what it is', async (code, status, asked) => {
      answers = [refusal(code, status), ok()];
      await expect(request('/api/sessions')).rejects.toMatchObject({ code });
      expect([refused, forbidden]).toEqual([[], asked]);
    });

    it('keeps the headers of a request', async () => {
      const types: (string | null)[] = [];
      vi.stubGlobal('fetch', (_path: string, init: RequestInit) => {
        types.push(new Headers(init.headers).get('Content-Type'));
        return Promise.resolve(ok());
      });
      await request('/api/sessions', json('POST', {}));
      expect(types).toEqual(['application/json']);
    });
  });
});
