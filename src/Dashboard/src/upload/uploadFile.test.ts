import { beforeEach, describe, expect, it } from 'vitest';
import { NdjsonReader } from './ndjson';
import { titleFrom, uploadFile } from './uploadFile';

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
  let log: string[];
  let cancel: () => void;

  const start = (name = 'call.wav', sessionId?: string) => {
    request = new FakeRequest();
    log = [];
    cancel = uploadFile(
      { file: new File(['x'], name), sessionId },
      {
        onSession: (id) => log.push(`session ${id}`),
        onProgress: (stage, done) => log.push(`${stage} ${done}`),
        onDone: (warning) => log.push(warning ? `done, but: ${warning}` : 'done'),
        onError: (message) => log.push(`error ${message}`),
      },
      () => request as unknown as XMLHttpRequest,
    );
  };
  beforeEach(() => start());

  it('asks for line-by-line answers and names the file', () => {
    start('q3_planning-café.m4a');
    expect(request.headers).toMatchObject({ Accept: 'application/x-ndjson', 'X-File-Name': 'q3_planning-caf%C3%A9.m4a' });
    expect(new URL(request.url, 'http://x').searchParams.get('name')).toBe('q3 planning café');
    start('call.wav', 'sess_7');
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

  it('says why only a part of the file was transcribed', () => {
    request.answer('{"type":"result","session_id":"sess_9","incomplete":true,"warning":{"code":"audio.truncated","message":"The file breaks off."}}\n');
    request.onload?.();
    expect(log).toEqual(['session sess_9', 'done, but: The file breaks off.']);
    start();
    request.answer('{"type":"result","session_id":"sess_9","incomplete":false,"warning":null}\n');
    request.onload?.();
    expect(log.at(-1)).toBe('done');
  });

  it('says what the server says when the file is no audio', () => {
    request.answer('{"type":"error","code":"audio.unreadable","message":"This file holds no audio."}\n');
    request.onload?.();
    expect(log).toEqual(['error This file holds no audio.']);
  });

  it('names the request when the server is at fault', () => {
    request.answer('{"type":"error","code":"server.error","message":"Something went wrong on the server."}\n');
    expect(log).toEqual(['error Something went wrong on the server. Request id: 0199c0ff']);
  });

  it('reads problem details of a refusal', () => {
    request.status = 413;
    request.answer('{"detail":"The file is larger than 512 MB."}');
    request.onload?.();
    expect(log).toEqual(['error The file is larger than 512 MB.']);
  });

  it('does not take an answer that was cut off for a result', () => {
    request.answer('{"type":"progress","stage":"transcribe","done":0.5}\n{"type":"resu');
    request.onload?.();
    expect(log.at(-1)).toBe('error The server stopped before the transcript was complete.');
  });

  it('reports a lost connection once, and nothing after it was cancelled', () => {
    request.onerror?.();
    request.onload?.();
    expect(log).toHaveLength(1);
    start();
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
