import { describe, expect, it } from 'vitest';
import type { UploadEvents } from './uploadFile';
import { Uploads } from './Uploads';
import { describe as inWords } from './UploadTray';

describe('Uploads', () => {
  const cancelled: string[] = [];
  const events = new Map<string, UploadEvents>();
  const uploads = new Uploads(({ file }, report) => {
    events.set(file.name, report);
    return () => cancelled.push(file.name);
  });
  const shown = () => uploads.state.get().map(({ fileName, stage, done, phase }) => [fileName, stage, done, phase]);

  it('follows several files, never backwards, and cancels one', () => {
    uploads.start(new File(['x'], 'a.wav'));
    uploads.start(new File(['x'], 'b.wav'), 'sess_2');
    const a = events.get('a.wav')!;
    a.onSession('sess_1');
    a.onProgress('upload', 1);
    a.onProgress('decode', 0.5);
    a.onProgress('transcribe', 0.1);
    a.onProgress('decode', 1);
    expect(shown()).toEqual([
      ['a.wav', 'transcribe', 0.1, 'running'],
      ['b.wav', 'upload', 0, 'running'],
    ]);
    expect(uploads.state.get().map(({ sessionId }) => sessionId)).toEqual(['sess_1', 'sess_2']);
    uploads.remove(2);
    a.onDone({ silent: false, warning: 'It breaks off.' });
    expect(uploads.state.get()[0]?.warning).toBe('It breaks off.');
    expect([cancelled, shown(), uploads.busy]).toEqual([['b.wav'], [['a.wav', 'transcribe', 1, 'done']], false]);
  });

  it('tells a recording in which nobody speaks from one that has words', () => {
    uploads.start(new File(['x'], 'c.wav'));
    const said = () => inWords(uploads.state.get().at(-1)!);
    events.get('c.wav')!.onDone({ silent: false, warning: undefined });
    expect(said()).toBe('Transcribed');
    events.get('c.wav')!.onDone({ silent: true, warning: undefined });
    expect(said()).toBe('No speech was found in it');
  });
});
