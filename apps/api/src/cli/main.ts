import { COMMANDS } from './commands.ts';
import { processOutput } from './output.ts';
import { runCli } from './run-cli.ts';

/** `pagewright COMMAND …`, begun by infra/local/pagewright.mjs. The second Ctrl-C ends it at once. */
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (ending.signal.aborted) process.exit(130);
    ending.abort();
  });
}

process.exitCode = await runCli(process.argv.slice(2), {
  commands: COMMANDS,
  environment: process.env,
  output: processOutput(),
  signal: ending.signal,
});
