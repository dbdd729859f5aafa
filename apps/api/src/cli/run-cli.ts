import {
  BrokerTooOld,
  KurrentTooOld,
  KurrentUnreachable,
  KurrentUnusable,
  LogNotEmpty,
  LogNotFilled,
  LogNotWhole,
  TopologyRefused,
} from '@pagewright/broker';
import { ConfigurationError } from '@pagewright/infra/configuration';
import { isRefusal, OperatorRefused, StoreUnavailable } from '@pagewright/kernel';
import { BackupUnusable } from '../backup/manifest.ts';
import { type Command, nameOf } from './command.ts';
import { createContext } from './context.ts';
import { CliProblem, WrongUsage } from './errors.ts';
import { manual, overview } from './help.ts';
import type { Output } from './output.ts';

export interface CliSurroundings {
  readonly commands: readonly Command[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** Exit codes: done, refused or failed, asked wrongly. */
const DONE = 0;
const REFUSED = 1;
const MISUSED = 2;

/** What a person can put right; its message is said as it is. */
const PLAIN = [
  CliProblem,
  ConfigurationError,
  BrokerTooOld,
  KurrentTooOld,
  KurrentUnreachable,
  KurrentUnusable,
  LogNotEmpty,
  LogNotFilled,
  LogNotWhole,
  TopologyRefused,
  BackupUnusable,
  OperatorRefused,
  StoreUnavailable,
];

/** Runs the command that the words name and answers the exit code; it never throws. */
export const runCli = async (words: readonly string[], surroundings: CliSurroundings): Promise<number> => {
  const { remark } = surroundings.output;
  const { signal } = surroundings;
  try {
    return await dispatch(words, surroundings);
  } catch (error) {
    if (error instanceof WrongUsage) {
      remark(`${error.message}.`);
      return MISUSED;
    }
    if (signal.aborted && error instanceof Error && error.name === 'AbortError') {
      remark('It was broken off.');
      return REFUSED;
    }
    const fault = error instanceof Error ? error : new Error(String(error));
    const isPlain = isRefusal(error) || PLAIN.some((Known) => error instanceof Known);
    remark(isPlain ? fault.message.replace(/\.?$/, '.') : (fault.stack ?? fault.message));
    return REFUSED;
  }
};

const dispatch = async (
  words: readonly string[],
  { commands, environment, output, signal }: CliSurroundings,
): Promise<number> => {
  const asksForHelp = words.some((word) => word === '--help' || word === '-h');
  const command = commands.find(({ path }) => path.every((part, at) => words[at] === part));
  if (command) {
    if (asksForHelp) {
      await output.say(manual(command));
      return DONE;
    }
    await using context = createContext(environment, output, signal);
    return await command.call(words.slice(command.path.length), context);
  }
  const named = words.filter((word) => !word.startsWith('-'));
  const family = commands.filter(({ path }) => named.every((word, at) => path[at] === word));
  if (family.length > 0 && (asksForHelp || words.length === 0)) {
    await output.say(overview(family));
    return DONE;
  }
  if (family.length > 0 && named.length > 0) {
    throw new WrongUsage(`Say which: ${family.map(nameOf).join(', ')}`);
  }
  throw new WrongUsage(`There is no command '${words.join(' ')}': pagewright --help names them all`);
};
