import { createKeys, createSealer } from '@pagewright/broker';
import type { Sealed, Sealer } from '@pagewright/kernel';
import type { CliContext } from '../context.ts';

/** What stands for a sealed text that nobody asked to have opened. */
const CLOSED = '[sealed]';

/** Puts readable text, or a mark, in the place of everything sealed in an event's data. */
export type Unsealing = (data: unknown) => Promise<unknown>;

type Connection = Awaited<ReturnType<CliContext['connect']>>;

/** Opens sealed text for as long as one command runs: a key is asked for once. */
export const openSealer = async (connection: Connection): Promise<Sealer> => {
  const keys = await createKeys(connection);
  const known = new Map<string, ReturnType<typeof keys.find>>();
  return createSealer({
    ...keys,
    find: (key) => {
      const found = known.get(key) ?? keys.find(key);
      known.set(key, found);
      return found;
    },
  });
};

/** Marks only, or the texts. */
export const unsealing = async (connection: Connection, open: boolean): Promise<Unsealing> => {
  if (!open) return async (data) => replaced(data, () => CLOSED);
  const sealer = await openSealer(connection);
  return async (data) => {
    const texts: Promise<string>[] = [];
    replaced(data, (sealed) => {
      texts.push(sealer.open(sealed));
      return '';
    });
    const opened = await Promise.all(texts);
    let next = 0;
    return replaced(data, () => opened[next++] ?? '');
  };
};

/**
 * The same with marks only, on data as it was stored: without parsing it, which is most of the work of an export. Inside
 * a text the quotes would stand behind backslashes, so that nothing else looks like this.
 */
export const closedText = (json: string): string =>
  json.replaceAll(/\{"sealed":"[A-Za-z0-9_-]*","key":"[A-Za-z0-9_.-]*"\}/g, `"${CLOSED}"`);

/** A copy in which each sealed text is what the function makes of it, in the order in which they stand. */
export const replaced = (data: unknown, text: (sealed: Sealed) => string): unknown => {
  if (Array.isArray(data)) return data.map((item) => replaced(item, text));
  if (typeof data !== 'object' || data === null) return data;
  if (isSealed(data)) return text(data);
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, replaced(value, text)]));
};

const isSealed = (value: object): value is Sealed =>
  'sealed' in value &&
  'key' in value &&
  typeof value.sealed === 'string' &&
  typeof value.key === 'string' &&
  Object.keys(value).length === 2;
