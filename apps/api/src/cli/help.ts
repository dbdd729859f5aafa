import { type Command, nameOf, type Option } from './command.ts';
import { columns } from './table.ts';

/** What all commands have. */
const HELP: Option = { type: 'boolean', short: 'h', description: 'Says this' };

/** Every command, or those that begin with the words given. */
export const overview = (commands: readonly Command[], heading = 'Usage: pagewright COMMAND …'): string => {
  const rows = commands.map(({ path, operands = [], summary }) => [[...path, ...operands].join(' '), summary] as const);
  return [heading, '', indented(rows), '', 'pagewright COMMAND --help tells the options of one.'].join('\n');
};

export const manual = (command: Command): string => {
  const { operands = [], options, details, summary } = command;
  const rows = Object.entries({ ...options, help: HELP }).map(
    ([name, option]) => [written(name, option), option.description] as const,
  );
  const usage = ['Usage:', nameOf(command), ...operands, '[options]'].join(' ');
  return [`${summary}.`, '', usage, '', indented(rows), ...(details ? ['', details] : [])].join('\n');
};

const written = (name: string, { type, short, value = 'TEXT', multiple }: Option): string =>
  [
    short ? `-${short}, --${name}` : `--${name}`,
    ...(type === 'string' ? [value] : []),
    ...(multiple ? ['(again for more)'] : []),
  ].join(' ');

const indented = (rows: readonly (readonly string[])[]): string => columns(rows).replaceAll(/^/gm, '  ');
