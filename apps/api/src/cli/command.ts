import { parseArgs } from 'node:util';
import type { CliContext } from './context.ts';
import { WrongUsage } from './errors.ts';

/** An option as `node:util` parses it, and as the help tells it. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** May be given several times; the values come as a list. */
  readonly multiple?: boolean;
  /** The shape of its value in the help, such as `POSITION|TIME`. */
  readonly value?: string;
  readonly description: string;
}

export type Options = Readonly<Record<string, Option>>;

type Values<Given extends Options> = ReturnType<typeof parseArgs<{ options: Given }>>['values'];

export interface Call<Given extends Options> {
  readonly context: CliContext;
  readonly options: Values<Given>;
  /** One per name in the spec's `operands`, in their order. */
  readonly operands: readonly string[];
}

/** What every command tells about itself. */
interface Described {
  readonly path: readonly string[];
  /** One line, without a full stop. */
  readonly summary: string;
  /** What must be named after the path, such as `['NAME']`; in brackets, at the end, what may be. */
  readonly operands?: readonly string[];
  /** What the help says besides, such as an example. */
  readonly details?: string;
}

export interface CommandSpec<Given extends Options> extends Described {
  readonly options: Given;
  /**
   * Does it and answers the exit code, 0 unless told. What a person can put right is thrown as a CliProblem or a
   * Refusal: one sentence, exit code 1. A WrongUsage is exit code 2; everything else is a fault of ours, with its stack.
   */
  readonly run: (call: Call<Given>) => Promise<number | void>;
}

/** One thing that `pagewright` can be asked for: `['locks', 'reset']` is `pagewright locks reset`. */
export interface Command extends Described {
  readonly options: Options;
  /** Parses what stands after the path and runs it. @throws WrongUsage before anything is done */
  readonly call: (args: readonly string[], context: CliContext) => Promise<number>;
}

export const defineCommand = <const Given extends Options>({ run, ...spec }: CommandSpec<Given>): Command => ({
  ...spec,
  call: async (args, context) => {
    const { values, positionals } = parsed(args, spec);
    demandOperands(positionals, spec);
    return (await run({ context, options: values, operands: positionals })) ?? 0;
  },
});

/** `pagewright locks reset`. */
export const nameOf = ({ path }: Pick<Described, 'path'>): string => ['pagewright', ...path].join(' ');

const parsed = <const Given extends Options>(args: readonly string[], spec: Described & { options: Given }) => {
  try {
    return parseArgs({ args: [...args], options: spec.options, allowPositionals: true, strict: true });
  } catch (raw) {
    const [sentence = ''] = (raw instanceof Error ? raw.message : String(raw)).split(/[.'] To specify|\n/);
    throw new WrongUsage(`${sentence.replace(/\.$/, '')}: see ${nameOf(spec)} --help`, { cause: raw });
  }
};

const demandOperands = (given: readonly string[], spec: Described): void => {
  const wanted = spec.operands ?? [];
  const missing = wanted[given.length];
  if (missing !== undefined && !missing.startsWith('['))
    throw new WrongUsage(`${missing} is missing: ${nameOf(spec)} ${wanted.join(' ')}`);
  const extra = given[wanted.length];
  if (extra !== undefined) throw new WrongUsage(`'${extra}' is one word too many: see ${nameOf(spec)} --help`);
};
