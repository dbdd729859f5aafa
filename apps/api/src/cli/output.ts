import { once } from 'node:events';

/** Where a command's words go. */
export interface Output {
  readonly say: (line: string) => Promise<void>;
  readonly remark: (line: string) => void;
}

/** The process's own streams. A reader that has seen enough (`| head`) ends the process without a word. */
export const processOutput = (): Output => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  process.stderr.on('error', () => undefined);
  return {
    say: async (line) => {
      if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
    },
    remark: (line) => void process.stderr.write(`${line}\n`),
  };
};
