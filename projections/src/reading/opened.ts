import type { Sealed } from '@pagewright/kernel';

type Plain = string | number | boolean | null | undefined;

/** A value whose sealed texts have been opened. */
export type Opened<Value> = Value extends Plain
  ? Value
  : Value extends Sealed
    ? string
    : Value extends readonly (infer Item)[]
      ? readonly Opened<Item>[]
      : { readonly [Key in keyof Value]: Opened<Value[Key]> };

/** The event with every sealed text in its data opened. */
export const openEvent = async <Event extends { readonly data: unknown }>(
  event: Event,
  open: (sealed: Sealed) => Promise<string>,
): Promise<Opened<Event>> => ({ ...event, data: await openDeep(event.data, open) }) as Opened<Event>;

const openDeep = async (value: unknown, open: (sealed: Sealed) => Promise<string>): Promise<unknown> => {
  if (typeof value !== 'object' || value === null) return value;
  if (isSealed(value)) return open(value);
  if (Array.isArray(value)) return Promise.all(value.map((item) => openDeep(item, open)));
  const entries = Object.entries(value).map(async ([key, inner]) => [key, await openDeep(inner, open)] as const);
  return Object.fromEntries(await Promise.all(entries));
};

const isSealed = (value: object): value is Sealed =>
  'sealed' in value &&
  'key' in value &&
  typeof value.sealed === 'string' &&
  typeof value.key === 'string' &&
  Object.keys(value).length === 2;
