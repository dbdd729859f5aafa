import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../api/types.ts';
import { doerOf, gistOf, withNewer, wordsOf } from './newer.ts';

const event = (position: number, data: Record<string, unknown> = {}): LoggedEvent => ({
  id: `e${position}`,
  position,
  stream: 'site.s1',
  type: 'BuildStarted',
  version: position,
  time: '2026-01-01T00:00:00Z',
  actor: 'a',
  by: null,
  correlationId: 'c',
  causationId: 'c',
  data,
});
const positions = (events: readonly LoggedEvent[]) => events.map(({ position }) => position);

describe('withNewer', () => {
  it('puts what is new before what is known, none twice', () =>
    expect(positions(withNewer([event(3), event(2)], [event(5), event(4), event(3)]))).toEqual([5, 4, 3, 2]));
  it('begins anew when there is a gap', () =>
    expect(positions(withNewer([event(2)], [event(9), event(8)]))).toEqual([9, 8]));
});

describe('words for an event', () => {
  it('makes a sentence of a type', () => expect(wordsOf('BuildStopRequested')).toBe('Build stop requested'));
  it('says what a restore restores', () =>
    expect(gistOf({ ...event(1, { kind: 'restore', version: 4 }), type: 'BuildRequested' })).toBe('restore version 4'));
  it('says what an undo undoes', () =>
    expect(gistOf({ ...event(1, { kind: 'undo', version: 4 }), type: 'BuildRequested' })).toBe('undo version 4'));
  it('names who did it, a person or a part of the house', () => {
    expect(doerOf({ by: { id: 'a1', name: 'Ingrid' }, actor: 'account:a1' })).toBe('Ingrid');
    expect(doerOf({ by: null, actor: 'host:embedded' })).toBe('host embedded');
  });
  it('names version, target and one text', () =>
    expect(gistOf(event(1, { version: 4, target: 'live', reason: 'Approved', prompt: '' }))).toBe(
      'version 4, to live, Approved',
    ));
  it('says nothing of sealed or nested data', () =>
    expect(gistOf(event(1, { prompt: { sealed: 'x' }, manifest: {} }))).toBe(''));
});
