import { describe, expect, it } from 'vitest';
import { InvalidCursor, pageOf, readCursor } from './paging.ts';

const cursorOf = (list: string, ...key: (string | number)[]): string => pageOf(list, [0, 1], 1, () => key).next ?? '';

describe('a cursor', () => {
  it('leads on from the last item, and is null on the last page', () => {
    const { items, next } = pageOf('list', ['a', 'b', 'c'], 2, (row) => [row, 7]);
    expect(items).toEqual(['a', 'b']);
    expect(readCursor<[string, number]>('list', ['string', 'number'], next ?? undefined)).toEqual(['b', 7]);
    expect(pageOf('list', ['a', 'b'], 2, (row) => [row]).next).toBeNull();
    expect(pageOf('list', [], 2, () => [1]).next).toBeNull();
  });

  it.each([
    ['is no cursor at all', 'rubbish'],
    ['is of another list', cursorOf('other', 1)],
    ['has too few values', cursorOf('list')],
    ['has too many values', cursorOf('list', 1, 2)],
    ['has a value of another kind', cursorOf('list', 'text')],
    ['has a number that no position can be', cursorOf('list', 2 ** 60)],
    ['is JSON of another kind', Buffer.from('{"0":"list"}').toString('base64url')],
    ['is empty', ''],
  ])('is refused when it %s', (_what, cursor) => {
    expect(() => readCursor<[number]>('list', ['number'], cursor)).toThrow(InvalidCursor);
  });

  it('is refused when it holds what the database cannot compare', () => {
    expect(() => readCursor<[string]>('list', ['string'], cursorOf('list', 'a\0'))).toThrow(InvalidCursor);
  });
});
