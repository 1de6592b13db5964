import { describe, expect, it } from 'vitest';
import { isKept } from './KeepAudioSwitch';

describe('the switch for kept audio', () => {
  it('says what the record says', () => expect([isKept(true, 9, undefined), isKept(false, 0, undefined)]).toEqual([true, false]));

  it('says what was asked for until the record has more to say', () => {
    const wanted = { record: true, since: 0 };
    expect([isKept(false, 0, wanted), isKept(true, 9, wanted)]).toEqual([true, true]);
  });

  it('says that audio is not kept when it was full as soon as it was asked for', () => expect(isKept(false, 10, { record: true, since: 0 })).toBe(false));
});
