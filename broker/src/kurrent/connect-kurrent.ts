import type * as Sdk from '@kurrent/kurrentdb-client';
import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { isDenied, isRefused, isUnanswered, isUnsupported, within } from './kurrent-errors.ts';

export interface KurrentAddress {
  /** `kurrentdb://…` or `kurrentdb+discover://…`, as KurrentDB's clients take it. */
  readonly url: string;
  /** Shown by the server. */
  readonly name: string;
  /** Longest wait for an answer, in milliseconds; 2,000 unless told. */
  readonly timeoutMs?: number;
}

/** The client and what of its package is needed at run time, loaded only when somebody asks for this store. */
export interface Kurrent extends AsyncDisposable {
  readonly client: KurrentDBClient;
  readonly sdk: typeof Sdk;
  readonly timeoutMs: number;
  readonly closed: boolean;
}

/** The oldest server that appends to several streams at once. */
export const OLDEST_KURRENT = '25.1';

export class KurrentUnreachable extends Error {
  override readonly name = 'KurrentUnreachable';
}
export class KurrentTooOld extends Error {
  override readonly name = 'KurrentTooOld';
}
/** The address is none, the server does not take its user, or the client does not run on this machine. */
export class KurrentUnusable extends Error {
  override readonly name = 'KurrentUnusable';
}

/**
 * Connects and finds out whether the server can do what a command needs: append to several streams, all or nothing.
 * @throws KurrentUnreachable | KurrentTooOld | KurrentUnusable
 */
export const connectKurrent = async ({ url, name, timeoutMs = 2_000 }: KurrentAddress): Promise<Kurrent> => {
  const sdk = await import('@kurrent/kurrentdb-client').catch((cause: unknown) => {
    throw new KurrentUnusable('KurrentDB’s client does not run here: there is no bridge for this machine', { cause });
  });
  const client = openClient(sdk, url, name);
  let closed = false;
  try {
    await demandMultiStreamAppend(client, timeoutMs);
  } catch (cause) {
    await client.dispose();
    if (isUnsupported(cause)) {
      throw new KurrentTooOld(
        `The KurrentDB at ${withoutPassword(url)} cannot append to several streams at once; ${OLDEST_KURRENT} or newer is needed. Update it and start again`,
        { cause },
      );
    }
    if (isDenied(cause)) {
      throw new KurrentUnusable(
        `The KurrentDB at ${withoutPassword(url)} does not take this user: look at the name and the password in its address`,
        { cause },
      );
    }
    if (!isUnanswered(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KurrentUnreachable(`The KurrentDB at ${withoutPassword(url)} cannot be used: ${why}`, { cause });
  }
  return {
    client,
    sdk,
    timeoutMs,
    get closed() {
      return closed;
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      await client.dispose();
    },
  };
};

const openClient = (sdk: Kurrent['sdk'], url: string, name: string): KurrentDBClient => {
  const separator = url.includes('?') ? '&' : '?';
  try {
    return sdk.KurrentDBClient.connectionString(`${url}${separator}connectionName=${encodeURIComponent(name)}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // Not as its cause: the client's sentence may hold the whole address.
    throw new KurrentUnusable(`PAGEWRIGHT_KURRENTDB_URL is no address of a KurrentDB: ${withoutPassword(why)}`);
  }
};

/** An append of nothing: a server that knows the method refuses it for being empty, one that does not is not asked. */
const demandMultiStreamAppend = async (client: KurrentDBClient, timeoutMs: number): Promise<void> => {
  try {
    await within('The start', timeoutMs, client.multiStreamAppend([]));
  } catch (error) {
    if (isUnsupported(error) || isDenied(error) || !isRefused(error)) throw error;
  }
};

/** The address, or a sentence that holds it. A password that was not encoded may hold any sign. */
const withoutPassword = (text: string): string => text.replaceAll(/\/\/\S*@/g, '//');
