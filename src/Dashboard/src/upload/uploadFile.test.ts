import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installCredentials } from '../api/credentials';
import { NdjsonReader } from './ndjson';
import { largestRecording, titleFrom, uploadFile } from './uploadFile';

/** An XMLHttpRequest whose server is this test. */
class FakeRequest {
  url = '';
  headers: Record<string, string> = {};
  status = 200;
  responseText = '';
  aborted = false;
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onprogress?: () => void;
  onload?: () => void;
  onerror?: () => void;

  open(_method: string, url: string) {
    this.url = url;
  }

  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }

  send() {}

  getResponseHeader(name: string) {
    return name === 'X-Request-Id' ? '0199c0ff' : null;
  }

  abort() {
    this.aborted = true;
  }

  answer(text: string) {
    this.responseText += text;
    this.onprogress?.();
  }
}

describe('uploadFile', () => {
  let request: FakeRequest;
  let requests: FakeRequest[];
  let log: string[];
  let cancel: () => void;

  const start = async (name = 'call.wav', sessionId?: string, size = 1) => {
    requests = [];
    log = [];
    cancel = uploadFile(
      { file: Object.defineProperty(new File(['x'], name), 'size', { value: size }), sessionId },
      {
        onSession: (id) => log.push(`session ${id}`),
        onProgress: (stage, done) => log.push(`${stage} ${done}`),
        onDone: ({ silent, warning }) => log.push(`${silent ? 'silent' : 'done'}${warning ? `, but: ${warning}` : ''}`),
        onError: (message) => log.push(`error ${message}`),
      },
      () => {
        requests.push((request = new FakeRequest()));
        return request as unknown as XMLHttpRequest;
      },
    );
    await vi.waitFor(() => expect(requests.length + log.length).toBeGreaterThan(0));
  };
  beforeEach(() => start());

  it('asks for line-by-line answers and names the file', async () => {
    await start('q3_planning-café.m4a');
    expect(request.headers).toMatchObject({ Accept: 'application/x-ndjson', 'X-File-Name': 'q3_planning-caf%C3%A9.m4a' });
    expect(new URL(request.url, 'http://x').searchParams.get('name')).toBe('q3 planning café');
    await start('call.wav', 'sess_7');
    expect(request.url).toBe('/api/audio/transcribe?session_id=sess_7');
  });

  it('reports the sending, the new session, the work and the end, as lines arrive in pieces', () => {
    request.upload.onprogress?.({ loaded: 1, total: 4 });
    request.answer('{"type":"session","session_id":"sess_9"}\n{"type":"progress","sta');
    request.answer('ge":"decode","done":1}\n');
    request.answer('{"type":"progress","stage":"transcribe","done":0.5}\n{"type":"result","session_id":"sess_9","text":"hi"}');
    request.onload?.();
    expect(log).toEqual(['upload 0.25', 'session sess_9', 'decode 1', 'transcribe 0.5', 'session sess_9', 'done']);
  });

  it('says why only a part of the file was transcribed', async () => {
    request.answer('{"type":"result","session_id":"sess_9","incomplete":true,"warning":{"code":"audio.truncated","message":"The file breaks off."}}\n');
    request.onload?.();
    expect(log).toEqual(['session sess_9', 'done, but: The file breaks off before its end: what it holds is transcribed.']);
    await start();
    request.answer('{"type":"result","session_id":"sess_9","incomplete":false,"warning":null}\n');
    request.onload?.();
    expect(log.at(-1)).toBe('done');
  });

  it('says when nobody speaks in the file', () => {
    request.answer('{"type":"result","session_id":"sess_9","text":"","warning":null}\n');
    request.onload?.();
    expect(log.at(-1)).toBe('silent');
  });

  it('says in its own words what a refusal means, and in the server’s what it has none for', async () => {
    request.answer('{"type":"error","code":"upload.busy","message":"As many recordings are being transcribed as there is room for."}\n');
    expect(log).toEqual(['error The server is transcribing as many recordings as it can. Try again in a moment.']);
    await start();
    request.answer('{"type":"error","code":"audio.new","message":"The moon is in the way."}\n');
    expect(log).toEqual(['error The moon is in the way.']);
  });

  it('names the request when the server is at fault', () => {
    request.answer('{"type":"error","code":"server.error","message":"Something went wrong on the server."}\n');
    expect(log).toEqual(['error Something went wrong on the server. Request id: 0199c0ff']);
  });

  it.each([
    ['the server', '{"detail":"The file is larger than 512 MiB, the most that this path takes.","code":"request.too-large"}'],
    ['a proxy', '<html>413 Request Entity Too Large</html>'],
  ])('says that %s found the file too large', (_, body) => {
    request.status = 413;
    request.answer(body);
    request.onload?.();
    expect(log).toEqual(['error This file is larger than the server takes. Saved as MP3 or M4A it needs far less room.']);
  });

  it('does not send what is known to be too large', async () => {
    const send = vi.spyOn(FakeRequest.prototype, 'send');
    await start('all-day.wav', undefined, largestRecording);
    expect([send.mock.calls.length, log]).toEqual([1, []]);
    await start('all-day.wav', undefined, largestRecording + 1);
    cancel();
    expect(send).toHaveBeenCalledTimes(1);
    expect(log).toEqual(['error This file is too large: a recording can have up to 536.9 MB. Saved as MP3 or M4A it needs far less room.']);
  });

  it('does not take an answer that was cut off for a result', () => {
    request.answer('{"type":"progress","stage":"transcribe","done":0.5}\n{"type":"resu');
    request.onload?.();
    expect(log.at(-1)).toBe('error The server stopped before the transcript was complete.');
  });

  describe('signed in', () => {
    const refuse = (code: string) => {
      request.status = 401;
      request.answer(JSON.stringify({ detail: 'Who are you?', code }));
      request.onload?.();
    };
    let renewed: string | undefined;
    let forget: () => void;

    beforeEach(() => {
      renewed = 'new';
      forget = installCredentials({ bearer: () => Promise.resolve('old'), renew: () => Promise.resolve(renewed) });
    });
    afterEach(() => forget());

    it('sends the file again when another bearer is to be had, once', async () => {
      await start();
      expect(request.headers['Authorization']).toBe('Bearer old');
      refuse('auth.expired');
      await vi.waitFor(() => expect(requests).toHaveLength(2));
      expect([request.headers['Authorization'], log]).toEqual(['Bearer new', []]);
      refuse('auth.expired');
      await vi.waitFor(() => expect(log).toEqual(['error Who are you?']));
      expect(requests).toHaveLength(2);
    });

    it('says so when there is none', async () => {
      renewed = undefined;
      await start();
      refuse('auth.expired');
      await vi.waitFor(() => expect(log).toEqual(['error Who are you?']));
    });

    it('sends nothing while nobody is signed in any more', async () => {
      forget();
      forget = installCredentials({ bearer: () => Promise.reject(new Error('Sign in again.')), renew: () => Promise.resolve(undefined) });
      await start();
      expect([log, requests]).toEqual([['error Sign in again.'], []]);
    });
  });

  it('reports a lost connection once, and nothing after it was cancelled', async () => {
    request.onerror?.();
    request.onload?.();
    expect(log).toHaveLength(1);
    await start();
    cancel();
    request.onerror?.();
    expect([request.aborted, log]).toEqual([true, []]);
  });
});

describe('NdjsonReader', () => {
  it('gives each line once', () => {
    const reader = new NdjsonReader();
    expect(reader.read('{"a":1}\n\n{"b"')).toEqual([{ a: 1 }]);
    expect(reader.read('{"a":1}\n\n{"b":2}\n{"c":3}')).toEqual([{ b: 2 }]);
    expect(reader.finish('{"a":1}\n\n{"b":2}\n{"c":3}')).toEqual([{ c: 3 }]);
    expect(reader.finish('{"a":1}\n\n{"b":2}\n{"c":3}')).toEqual([]);
  });
});

describe('titleFrom', () => {
  it.each([
    ['q3_planning-call.m4a', 'q3 planning call'],
    ['.wav', 'Uploaded recording'],
    ['notes', 'notes'],
  ])('makes of %j the title %j', (name, title) => expect(titleFrom(name)).toBe(title));
});
