import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMMANDS } from '../../apps/api/src/cli/commands.ts';
import { runCli } from '../../apps/api/src/cli/run-cli.ts';
import type { NatsServer } from './nats-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface CliAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestCli extends AsyncDisposable {
  /** `run('locks', 'reset')`: `pagewright locks reset` on the installation. */
  run(...words: string[]): Promise<CliAnswer>;
  /** The same until the signal aborts, as by Ctrl-C, with each line as it comes. */
  follow(words: readonly string[], signal: AbortSignal, onLine: (line: string) => void): Promise<CliAnswer>;
  /** The data folder, with the secrets of the broker's users. */
  readonly data: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The CLI in this process, on a data folder of its own and the broker given (none: nothing runs). */
export const testCli = async (
  nats?: NatsServer,
  variables: Readonly<Record<string, string>> = {},
): Promise<TestCli> => {
  const folder = await temporaryFolder('cli');
  const secrets = join(folder.path, 'secrets');
  await mkdir(secrets);
  for (const [role, password] of Object.entries(nats?.passwords ?? {})) {
    await writeFile(join(secrets, `nats-${role}`), `${password}\n`);
  }
  const environment = {
    PAGEWRIGHT_DATA: folder.path,
    ...(nats && {
      PAGEWRIGHT_NATS_URL: nats.url,
      PAGEWRIGHT_NATS_MONITOR_URL: nats.monitorUrl,
      PAGEWRIGHT_NATS_SUBSCRIBERS: nats.subscribers,
    }),
    ...variables,
  };
  const follow: TestCli['follow'] = async (words, signal, onLine) => {
    let stdout = '';
    let stderr = '';
    const output = {
      say: async (line: string) => {
        stdout += `${line}\n`;
        onLine(line);
      },
      remark: (line: string) => void (stderr += `${line}\n`),
    };
    const code = await runCli(words, { commands: COMMANDS, environment, output, signal });
    return { code, stdout, stderr };
  };
  return {
    run: (...words) => follow(words, new AbortController().signal, () => undefined),
    follow,
    data: folder.path,
    environment,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
};
