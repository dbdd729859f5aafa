import type { CommandId, EventId, Position } from '@pagewright/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromColumns, toColumns } from './columns.ts';
import { decodeSnapshot, encodeSnapshot } from './encode.ts';

const json = fc.jsonValue();
const digest = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
const record = fc.record({
  digest,
  size: fc.nat(),
  by: fc.constant('ada'),
  note: fc.option(fc.record({ sealed: fc.string(), key: fc.constant('k') })),
  inner: fc.record({ digest, flags: fc.array(fc.boolean(), { maxLength: 3 }) }),
  any: json,
});
const throughText = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('lists by column', () => {
  it('give back every list of records', () =>
    fc.assert(
      fc.property(fc.array(record, { minLength: 16, maxLength: 40 }), (list) => {
        const columns = toColumns(list);
        expect(columns).toBeDefined();
        expect(fromColumns(throughText(columns) as never)).toEqual(throughText(list));
      }),
    ));

  it('leave alone what is short or not alike', () => {
    const one = { a: 1 };
    const many = Array.from({ length: 20 }, () => ({ a: 1 }));
    expect(toColumns([one])).toBeUndefined();
    for (const odd of [{ b: 1 }, { a: 1, b: 2 }, {}, { a: undefined }, null, [1], 3]) {
      expect(toColumns([...many, odd])).toBeUndefined();
    }
  });

  it('take an empty text, a number in between and a name of every object for what they are', () => {
    const list = Array.from({ length: 20 }, (_, index) => ({
      text: index % 2 ? '' : 'x',
      mixed: index === 7 ? 7 : 'seven',
      constructor: 'own',
    }));
    expect(fromColumns(throughText(toColumns(list)) as never)).toEqual(list);
  });
});

describe('a written snapshot', () => {
  const commands = fc.array(
    fc.record({
      id: fc.uuid().map((id) => id as CommandId),
      positions: fc.array(
        fc.nat().map((at) => at as Position),
        { minLength: 1, maxLength: 3 },
      ),
      time: fc.constant('2026-01-01T00:00:00.000Z'),
    }),
    { maxLength: 40 },
  );

  it('is read as it was, whatever the state is', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(json, fc.record({ list: fc.array(record, { maxLength: 30 }), any: json })),
        commands,
        async (state, remembered) => {
          const snapshot = {
            stateVersion: 3,
            head: { position: 9 as Position, version: 4 },
            lastEvent: 'c:0' as EventId,
            state: throughText(state),
            commands: remembered,
          };
          expect(decodeSnapshot(await encodeSnapshot(snapshot))).toEqual(snapshot);
        },
      ),
    ));

  it('counts as missing when it is damaged, cut short or of another format', async () => {
    const bytes = await encodeSnapshot({
      stateVersion: 1,
      head: { position: 9 as Position, version: 4 },
      lastEvent: 'c:0' as EventId,
      state: { list: Array.from({ length: 500 }, (_, index) => ({ index, id: crypto.randomUUID() })) },
      commands: [],
    });
    expect(decodeSnapshot(bytes)).toBeDefined();
    for (const length of [0, 1, 2, 40, bytes.length - 9])
      expect(decodeSnapshot(bytes.subarray(0, length))).toBeUndefined();
    expect(decodeSnapshot(Buffer.concat([Buffer.of(0), Buffer.from('{"format":2}')]))).toBeUndefined();
  });
});
