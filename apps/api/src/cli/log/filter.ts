import type { ScannedEvent, ScanOptions } from '@pagewright/broker';
import { isToken } from '@pagewright/kernel';
import type { Options } from '../command.ts';
import { WrongUsage } from '../errors.ts';

/** Which events a command is about; the same words for all of them. */
export const FILTER_OPTIONS = {
  kind: { type: 'string', multiple: true, value: 'KIND', description: 'Only streams of a kind, such as site' },
  id: { type: 'string', multiple: true, value: 'ID', description: 'Only the stream with this id, such as a site’s' },
  type: { type: 'string', multiple: true, value: 'TYPE', description: 'Only events of a type, such as BuildFailed' },
  actor: { type: 'string', value: 'ACTOR', description: 'Only what was done by one, such as account:7c1…' },
  correlation: { type: 'string', value: 'ID', description: 'Only what came of one command' },
  from: { type: 'string', value: 'POSITION|TIME', description: 'Only from this position or time on, inclusive' },
  to: { type: 'string', value: 'POSITION|TIME', description: 'Only up to this position or time, inclusive' },
} as const satisfies Options;

interface Given {
  readonly kind?: readonly string[] | undefined;
  readonly id?: readonly string[] | undefined;
  readonly type?: readonly string[] | undefined;
  readonly actor?: string | undefined;
  readonly correlation?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What the broker leaves out itself, and what is looked at here. */
export interface Filter {
  readonly scan: ScanOptions;
  readonly matches: (event: Attributed) => boolean;
}

type Attributed = Pick<ScannedEvent, 'attribute'>;

/** @throws WrongUsage naming the option */
export const readFilter = (given: Given): Filter => {
  const { kind: kinds = [], id: ids = [], type: types = [], actor, correlation } = given;
  for (const [option, values] of Object.entries({ kind: kinds, id: ids, type: types })) {
    const odd = values.find((value) => !isToken(value));
    if (odd !== undefined) throw new WrongUsage(`--${option} '${odd}' is no name of the log: letters, digits, _ and -`);
  }
  const from = readBound('from', given.from);
  const to = readBound('to', given.to);
  const tests: ((event: Attributed) => boolean)[] = [];
  if (actor !== undefined) tests.push((event) => event.attribute('actor') === actor);
  if (correlation !== undefined) tests.push((event) => event.attribute('correlationid') === correlation);
  if (from?.type === 'time') tests.push((event) => timeOf(event) >= from.ms);
  if (to?.type === 'time') tests.push((event) => timeOf(event) <= to.ms);
  return {
    scan: {
      kinds,
      ids,
      types,
      ...(from?.type === 'position' && { after: Math.max(from.position - 1, 0) }),
      ...(to?.type === 'position' && { until: to.position }),
    },
    matches: (event) => tests.every((test) => test(event)),
  };
};

/** A place in the log by its position, or by the time of events. */
export type Bound =
  { readonly type: 'position'; readonly position: number } | { readonly type: 'time'; readonly ms: number };

/** @throws WrongUsage naming the option */
export const readBound = (option: string, text: string | undefined): Bound | undefined => {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return { type: 'position', position: Number(text) };
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new WrongUsage(
      `--${option} '${text}' is neither a position, such as 1284, nor a time, such as 2026-01-31T12:00Z`,
    );
  }
  return { type: 'time', ms };
};

const timeOf = (event: Attributed): number => Date.parse(event.attribute('time') ?? '');
