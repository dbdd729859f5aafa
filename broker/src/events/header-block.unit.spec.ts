import { headers } from '@nats-io/transport-node';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../../../test/support/any-character.ts';
import { headerBlockOf, headerText, lineOf, valueIn } from './header-block.ts';
import { percentDecode, percentEncode } from './percent.ts';

const names = ['ce-id', 'ce-type', 'ce-time', 'Nats-Msg-Id', 'ce-i'];

describe('a block of headers', () => {
  it('gives each value that the SDK would give', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string({ unit: anyCharacter })), (values) => {
        const all = headers();
        for (const [name, value] of Object.entries(values)) all.set(name, percentEncode(value));
        const text = headerText((all as unknown as { encode(): Uint8Array }).encode());
        for (const name of names) {
          const value = valueIn(text, lineOf(name));
          expect(value).toBe(all.has(name) ? all.get(name) : undefined);
          if (value !== undefined) expect(percentDecode(value)).toBe(values[name]);
        }
      }),
    ));

  it('is read as other clients write it: no space, the first of two, no line end at its end', () => {
    const text = 'NATS/1.0\r\nce-id:a\r\nce-id: b\r\nce-type:  c ';
    expect(valueIn(text, lineOf('ce-id'))).toBe('a');
    expect(valueIn(text, lineOf('ce-type'))).toBe('c');
    expect(valueIn('NATS/1.0 404 ce-id:x\r\n\r\n', lineOf('ce-id'))).toBeUndefined();
  });

  it('is not guessed at where a message is of another make', () => {
    for (const other of [{}, { msg: {} }, { _rdata: 'x', _msg: { hdr: 3 } }, { _rdata: new Uint8Array(9), _msg: {} }]) {
      expect(headerBlockOf(other)).toBeUndefined();
    }
    expect(headerBlockOf({ _rdata: new Uint8Array(9), _msg: { hdr: -1 } })).toBeUndefined();
  });
});
