import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../stored-event.ts';
import { checkRace } from './check-race.ts';
import type { RaceEntry } from './race.ts';

const event = (position: number, id: string, version = position): StoredEvent => ({
  position,
  id,
  kind: 'ledger',
  stream: 's',
  type: 'Added',
  version,
  data: {},
});
const sent = (id: string, least = 1, most = least): RaceEntry => ({ type: 'sent', id, least, most });
const done = (id: string, position: number): RaceEntry => ({ type: 'done', id, position });
const found = (entries: readonly RaceEntry[], ...events: readonly StoredEvent[]): readonly string[] =>
  checkRace(entries, events).map(({ rule }) => rule);

describe('what is looked for in a race', () => {
  it('given all that was answered, then nothing is found', () =>
    expect(found([sent('a', 2), done('a', 2)], event(1, 'a:0'), event(2, 'a:1'))).toEqual([]));
  it('given a command that nobody heard of, then it may be there or not', () =>
    expect(found([sent('a'), sent('b')], event(1, 'a:0'))).toEqual([]));
  it('given a command that had nothing to do, then nothing is found', () =>
    expect(found([sent('a', 0, 1), done('a', 1)], event(1, 'b:0'))).toEqual([]));
  it('given an answered command without an event, then it is lost', () =>
    expect(found([sent('a'), done('a', 1)], event(1, 'b:0'))).toEqual(['acked-but-lost']));
  it('given a log that ends before the answer, then it is lost', () =>
    expect(found([sent('a', 0, 1), done('a', 2)], event(1, 'b:0'))).toEqual(['acked-but-lost']));
  it('given a part of its events, then the batch is partial', () =>
    expect(found([sent('a', 2), done('a', 1)], event(1, 'a:0'))).toEqual(['partial-batch']));
  it('given more than it may have, then it took effect twice', () =>
    expect(found([sent('a'), done('a', 1)], event(1, 'a:0'), event(2, 'a:1'))).toEqual(['duplicate-effect']));
  it('given two winners of one place in a stream, then the chain is broken', () =>
    expect(found([], event(1, 'a:0'), event(2, 'b:0', 1))).toEqual(['broken-chain']));
});
