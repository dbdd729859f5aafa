import type { z } from 'zod';
import { type VariableName, type Variables, variables } from './variables.ts';

/** A variable is wrong; the message names it and says what to write. The process ends with EX_CONFIG. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Exit code of a process whose configuration is wrong (sysexits.h): starting it again would not help. */
export const EX_CONFIG = 78;

export type Configuration<Names extends VariableName> = { readonly [Name in Names]: z.output<Variables[Name]> };

/** Reads the named variables once, all of them checked. @throws ConfigurationError naming every wrong one. */
export const readConfiguration = <Names extends VariableName>(
  names: readonly Names[],
  environment: Readonly<Record<string, string | undefined>>,
): Configuration<Names> => {
  const wrong: string[] = [];
  const read = names.map((name) => {
    const text = environment[name];
    const result = variables[name].safeParse(text === '' ? undefined : text);
    if (!result.success) wrong.push(`${name} ${result.error.issues.map(({ message }) => message).join(', ')}`);
    return [name, result.data] as const;
  });
  if (wrong.length > 0) throw new ConfigurationError(`${wrong.join('; ')}.`);
  return Object.fromEntries(read) as Configuration<Names>;
};
