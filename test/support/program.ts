import { spawn } from 'node:child_process';
import { noteRunning } from './leaks.ts';
import { waitFor } from './wait-for.ts';

export interface RunningProgram extends AsyncDisposable {
  readonly pid: number;
  /** What it has printed so far, both streams, in order of arrival. */
  readonly output: string;
  /** Waits until the output matches; fails at once, with the output, when the program ends first. */
  prints(pattern: RegExp, timeout?: number): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** The exit code, or the signal's name. */
  readonly exited: Promise<number | NodeJS.Signals>;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** In a process group of its own, as a shell puts it, so that `process.kill(-pid, 'SIGINT')` is a Ctrl-C. */
  readonly ownGroup?: boolean;
}

/** Starts a program and listens to it; it is killed when disposed of. */
export const startProgram = (
  file: string,
  args: readonly string[],
  { cwd, env = process.env, ownGroup = false }: ProgramOptions = {},
): RunningProgram => {
  const child = spawn(file, args, { cwd, env, detached: ownGroup, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const { promise: exited, resolve } = Promise.withResolvers<number | NodeJS.Signals>();
  let ended: number | NodeJS.Signals | undefined;
  child.once('error', (error) => {
    output += error.message;
    resolve((ended = 127));
  });
  child.once('close', (code, signal) => resolve((ended = signal ?? code ?? 1)));
  const released = noteRunning(`${file} ${args.join(' ')}`, () => child.kill('SIGKILL'));
  void exited.then(released);
  return {
    pid: child.pid ?? 0,
    get output() {
      return output;
    },
    prints: async (pattern, timeout = 20_000) => {
      const look = () => pattern.exec(output) ?? (ended === undefined ? undefined : 'ended');
      const found = await waitFor(look, { what: `${pattern} in\n${output}`, timeout });
      if (found === 'ended') throw new Error(`It ended (${ended}) before it printed ${pattern}:\n${output}`);
      return found;
    },
    kill: (signal) => void child.kill(signal),
    exited,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};
