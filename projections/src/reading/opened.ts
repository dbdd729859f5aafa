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
): Promise<Opened<Event>> => {
  const found: Sealed[] = [];
  collect(event.data, found);
  if (found.length === 0) return event as Opened<Event>;
  const texts = await Promise.all(found.map((sealed) => open(sealed)));
  const opened = new Map<object, string>(found.map((sealed, index) => [sealed, texts[index] ?? '']));
  return { ...event, data: replace(event.data, opened) } as Opened<Event>;
};

/** Most events hold little or nothing sealed: they are looked through without a promise for each value. */
const collect = (value: unknown, found: Sealed[]): void => {
  if (typeof value !== 'object' || value === null) return;
  if (isSealed(value)) found.push(value);
  else for (const inner of Object.values(value)) collect(inner, found);
};

const replace = (value: unknown, opened: ReadonlyMap<object, string>): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const text = opened.get(value);
  if (text !== undefined) return text;
  if (Array.isArray(value)) return value.map((item) => replace(item, opened));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner, opened)]));
};

const isSealed = (value: object): value is Sealed =>
  'sealed' in value &&
  'key' in value &&
  typeof value.sealed === 'string' &&
  typeof value.key === 'string' &&
  Object.keys(value).length === 2;
