import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, underLimits, workerAccount } from './cage.ts';

describe('The limits of a worker', () => {
  it('are set by the shell that becomes the worker, and any that cannot be set ends it', () => {
    const [flag, script, program, ...args] = underLimits(
      { ...DEFAULT_LIMITS, memory: 1024 * 1024 * 1024, cpuSeconds: 60 },
      '/usr/bin/node',
      ["it's.ts"],
    );
    expect([flag, program]).toEqual(['-c', '/usr/bin/node']);
    expect(script).toBe(
      'ulimit -c 0 && ulimit -d 1048576 && ulimit -t 60 && ulimit -n 256 && ulimit -f 524288 && exec "$0" "$@"',
    );
    // The program's own arguments never become part of the script.
    expect(args).toEqual(['--max-old-space-size=512', "it's.ts"]);
  });

  it('give workers that live at the same time different accounts', () => {
    const accounts = Array.from({ length: 400 }, (_, count) => workerAccount(count).uid);
    expect(new Set(accounts).size).toBe(400);
    expect(Math.min(...accounts)).toBeGreaterThanOrEqual(60_578);
    expect(Math.max(...accounts)).toBeLessThan(61_184);
  });
});
