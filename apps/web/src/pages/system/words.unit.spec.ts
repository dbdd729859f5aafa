import { describe, expect, it } from 'vitest';
import type { SystemPart, SystemReader } from '../../api/types.ts';
import { age, partName, partsToShow, readerName, readerState } from './words.ts';

const part = (name: string, status: SystemPart['status']): SystemPart => ({ part: name, status, reasons: [] });
const reader = (more: Partial<SystemReader>): SystemReader => ({
  reader: 'sites',
  kind: 'read-model',
  state: 'reading',
  position: 9,
  behind: 0,
  seconds: 0,
  ...more,
});

describe('Parts', () => {
  it('come with what is worst first, the disk once where it is well', () => {
    const parts = [part('broker', 'ok'), part('runners', 'degraded'), part('database', 'failing'), part('disk', 'ok')];
    const shown = partsToShow([...parts, part('disk-room', 'ok')]);
    expect(shown.map(({ part: name }) => name)).toEqual(['database', 'runners', 'broker', 'disk']);
    expect(partsToShow([part('disk-room', 'degraded')])).toHaveLength(1);
  });
  it('that are new keep their own name', () => expect(partName('mail')).toBe('mail'));
});

describe('A reader', () => {
  it.each([
    [{}, 'In step'],
    [{ behind: 1_204, seconds: 0.4 }, '1,204 behind'],
    [{ behind: 3, seconds: 190 }, '3 behind, for 3 min'],
    [{ state: 'rebuilding', behind: 50 }, 'Being rebuilt, 50 to go'],
    [{ state: 'standing-by', behind: null, position: null, seconds: null }, 'Another process has it'],
  ] as const)('of which is known %j is told as %s', (more, words) => expect(readerState(reader(more))).toBe(words));
  it('has a name for people', () => expect(readerName('version-checks')).toBe('Version checks'));
});

describe('An age', () => {
  it.each([
    [-5, '0 s'],
    [119_000, '119 s'],
    [300_000, '5 min'],
    [3 * 3_600_000, '3 h'],
    [3 * 86_400_000, '3 d'],
  ])('of %d ms is %s', (ms, words) => expect(age(ms)).toBe(words));
});
