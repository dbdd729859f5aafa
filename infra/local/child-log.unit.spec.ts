import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { sortOutput } from './child-log.mjs';

describe('What a program prints', () => {
  it('is logged whole, however it is cut into pieces', () => {
    const { sorter, logged } = sort();
    sorter.stdout('one\ntw');
    sorter.stdout('o\r\nunfinished');
    expect(logged()).toBe('one\ntwo\n');
  });

  it('tells the ready line, which is JSON among other lines', () => {
    const { sorter, ready } = sort();
    sorter.stdout(
      '{"level":30,"msg":"hello"}\n{"pagewright":"ready","role":"api","url":"http://127.0.0.1:4400"}\n{broken\n',
    );
    expect(ready).toEqual([{ pagewright: 'ready', role: 'api', url: 'http://127.0.0.1:4400' }]);
  });

  it('warns of warnings and errors only, whether levels are numbers or names', () => {
    const { sorter, warnings } = sort();
    sorter.stdout('{"level":30,"msg":"fine"}\n{"level":40,"msg":"careful"}\n{"level":"error","msg":"broken"}\nplain\n');
    sorter.stderr('a stack\n\n');
    expect(warnings).toEqual(['careful', 'broken', 'a stack']);
  });

  it('warns of the same again after ten seconds only, and logs it each time', () => {
    let now = 0;
    const { sorter, warnings, logged } = sort(() => now);
    const down = '{"level":40,"msg":"the log is away"}\n';
    for (now = 0; now < 20_000; now += 1_000) sorter.stdout(down);
    expect(warnings).toEqual(['the log is away', 'the log is away']);
    expect(logged()).toBe(down.repeat(20));
  });
});

const sort = (now = () => 0) => {
  const log = new PassThrough();
  const warnings: string[] = [];
  const ready: unknown[] = [];
  const sorter = sortOutput({ log, warn: (line) => warnings.push(line), onReady: (line) => ready.push(line), now });
  return { sorter, warnings, ready, logged: () => String(log.read() ?? '') };
};
