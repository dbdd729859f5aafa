import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../../../test/support/any-character.ts';
import { percentDecode, percentEncode } from './percent.ts';

describe('header values', () => {
  it('hold any text in printable ASCII without space, quote and line end, and give it back', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        const value = percentEncode(text);
        expect(value).toMatch(/^[\x21\x23-\x7e]*$/);
        expect(percentDecode(value)).toBe(text);
      }),
    );
  });

  it('are encoded as the CloudEvents binding says', () => {
    expect(percentEncode('Euro € 😀')).toBe('Euro%20%E2%82%AC%20%F0%9F%98%80');
    expect(percentEncode('"100%"')).toBe('%22100%25%22');
    expect(percentEncode('account:ada/1-2_3~')).toBe('account:ada/1-2_3~');
  });

  it('may hold a percent sign of somebody who did not encode', () => {
    expect(percentDecode('100% sure %4')).toBe('100% sure %4');
    expect(percentDecode('%e2%82%ac')).toBe('€');
  });
});
