import { afterEach, expect, it, vi } from 'vitest';
import { downloadExport, fileName } from './exports';

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['attachment; filename=Weekly.json', 'Weekly.json'],
  ['attachment; filename="Weekly call.json"; filename*=UTF-8\'\'W%C3%B6chentlich.json', 'Wöchentlich.json'],
  ['attachment; filename="Weekly call.json"', 'Weekly call.json'],
  ['attachment; filename="a.txt"; filename*=UTF-8\'\'%E0%A4%A', 'a.txt'],
  ['attachment', undefined],
  [null, undefined],
])('of %j the file is called %j', (disposition, name) => expect(fileName(disposition)).toBe(name));

it('says so when a file breaks off', async () => {
  const half = new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) });
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(half)));
  await expect(downloadExport('sess_1', 'json')).rejects.toMatchObject({ message: 'The file broke off before its end. Try again.' });
});
