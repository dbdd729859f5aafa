import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Command, defineCommand } from './command.ts';
import { buildsWake } from './commands/builds.ts';
import { locksBreak, locksShow } from './commands/locks.ts';
import { runCli } from './run-cli.ts';

const endless = defineCommand({
  path: ['endless'],
  summary: 'Waits until it is broken off',
  options: {},
  run: ({ context }) => wait(60_000, undefined, { signal: context.signal }),
});

const run = async (words: readonly string[], commands: readonly Command[], signal = new AbortController().signal) => {
  const said: string[] = [];
  const output = { say: async (line: string) => void said.push(line), remark: (line: string) => void said.push(line) };
  return { code: await runCli(words, { commands, environment: {}, output, signal }), said };
};

describe('A command of operators', () => {
  it('that is broken off says so without a stack', async () => {
    const ending = new AbortController();
    const running = run(['endless'], [endless], ending.signal);
    ending.abort();
    expect(await running).toEqual({ code: 1, said: ['It was broken off.'] });
  });

  it.each([
    [['locks', 'show', 'my site'], locksShow, /^'my site' is neither the id of a site nor a lock: /],
    [['locks', 'break', 'site.*', '--force'], locksBreak, /^'site\.\*' is neither the id of a site nor a lock: /],
    [['builds', 'wake', 'a.b'], buildsWake, /^'a\.b' is no id of a site: /],
  ])('%j names what it cannot take, before anything is asked of the broker', async (words, command, sentence) => {
    expect(await run(words, [command])).toEqual({ code: 2, said: [expect.stringMatching(sentence)] });
  });
});
