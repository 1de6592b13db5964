import { describe, expect, it } from 'vitest';
import { isOtherAddress } from './address';

describe('isOtherAddress', () => {
  it('is so when it is another, however it is spelt', () => {
    expect(isOtherAddress('ana@example.com', 'ana@example.org')).toBe(true);
    expect(isOtherAddress('', 'ana@example.org')).toBe(true);
    expect(isOtherAddress('ana@example.com', ' Ana@Example.com ')).toBe(false);
  });
});
