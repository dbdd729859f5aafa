import { traceparentOf } from './traceparent.ts';
import { problemOf, Refused, Unreachable } from './trouble.ts';

export interface Credentials {
  /** The access token, renewed when it is about to end; null when nobody is logged in. */
  token(): Promise<string | null>;
  /** A token that the API refused is not offered again; answers with a new one, or null. */
  refused(token: string): Promise<string | null>;
}

export interface TransportOptions {
  readonly credentials: Credentials | null;
  readonly fetch?: typeof fetch;
  readonly pause?: (ms: number) => Promise<void>;
}

/** Waits before the second, third, ... try of a request that may be repeated, in milliseconds. */
const WAITS = [400, 1_200, 3_000] as const;
const LONGEST_WAIT = 5_000;

/**
 * `fetch` as this app needs it. A read, and a command with an Idempotency-Key, are sent again when nobody answered or
 * the answer was 503: the same key finds out what became of it. A 401 renews the session once. Reads ask for the
 * position of the last command of this page, so that one sees what one did. A command begins a trace. Throws `Refused`
 * or `Unreachable`.
 */
export const createTransport = ({ credentials, fetch: send = fetch, pause = wait }: TransportOptions) => {
  let position = 0;

  const once = async (request: Request, token: string | null): Promise<Response> => {
    if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
    const traceparent = traceparentOf(request.headers.get('idempotency-key') ?? '');
    if (traceparent !== null) request.headers.set('traceparent', traceparent);
    if (request.method === 'GET' && position > 0) request.headers.set('pagewright-min-position', String(position));
    try {
      const response = await send(request);
      position = Math.max(position, Number(response.headers.get('pagewright-position') ?? 0) || 0);
      return response;
    } catch (raw) {
      throw new Unreachable('The API did not answer', { cause: raw });
    }
  };

  const authorized = async (request: Request): Promise<Response> => {
    const token = (await credentials?.token()) ?? null;
    const spare = token === null ? null : request.clone();
    const response = await once(request, token);
    if (response.status !== 401 || token === null || spare === null) return response;
    const renewed = await credentials?.refused(token);
    return renewed ? once(spare, renewed) : response;
  };

  return async (request: Request): Promise<Response> => {
    const repeatable = request.method === 'GET' || request.headers.has('idempotency-key');
    const waits = repeatable ? WAITS : [];
    for (const delay of waits) {
      try {
        const response = await authorized(request.clone());
        if (response.status !== 503) return await demand(response);
        await pause(Math.min(retryAfter(response) ?? delay, LONGEST_WAIT));
      } catch (raw) {
        if (!(raw instanceof Unreachable)) throw raw;
        await pause(delay);
      }
    }
    return demand(await authorized(request));
  };
};

const demand = async (response: Response): Promise<Response> => {
  if (response.ok) return response;
  throw new Refused(await problemOf(response));
};

const retryAfter = (response: Response): number | null => {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : null;
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
