import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Compiles a program in C over NATS' own client and answers where it is; a warning is an error. */
export const compileC = async (source: string, program: string): Promise<string> => {
  await run('cc', ['-Wall', '-Wextra', '-Werror', '-o', program, source, '-lnats', '-ljansson']);
  return program;
};
