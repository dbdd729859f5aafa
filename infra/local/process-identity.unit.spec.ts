import { describe, expect, it } from 'vitest';
import { ticksOfLiving } from './process-identity.mjs';

const line = (state: string, threads: number): string =>
  `4711 (node (24) x) ${state} 1 4711 4711 0 -1 4194560 9 0 0 0 10 5 0 0 20 0 ${threads} 0 714655 1000 200`;

describe('A line of /proc/<pid>/stat', () => {
  it('tells when the process began, whatever its name is', () => {
    expect(ticksOfLiving(line('S', 11))).toBe('714655');
  });

  it('is of nobody any more when all threads have ended', () => {
    expect(ticksOfLiving(line('Z', 1))).toBeUndefined();
  });

  it('is of a process that still holds its ports while threads outlive the first one', () => {
    expect(ticksOfLiving(line('Z', 3))).toBe('714655');
  });
});
