import { expect, it } from 'vitest';
import { gone } from './erasure';

it.each([
  [{ sessions: 1 }, 0, '1 entry'],
  [{ sessions: 1, segments: 1500 }, 0, '1,501 entries'],
  [{ sessions: 1 }, 1, '1 entry, 1 file'],
  [{}, 2, '0 entries, 2 files'],
])('says how much has gone', (rows, files, expected) => {
  expect(gone({ rows, files })).toBe(expected);
});
