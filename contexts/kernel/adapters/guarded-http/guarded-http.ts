import type { IncomingMessage } from 'node:http';
import {
  type OutboundAnswer,
  OutboundFailed,
  type OutboundHttp,
  type OutboundRequest,
} from '../../src/outbound-http.ts';
import { addressGuard } from './address-guard.ts';
import { destinationOf, parseUrl, type Resolver, systemResolver } from './destination.ts';
import { exchange, failureOf } from './exchange.ts';

export interface GuardedHttpOptions {
  /** Ranges in CIDR notation that may be reached although they are not public. */
  readonly allow?: readonly string[];
  /** The system's unless told. */
  readonly resolve?: Resolver;
}

const MAX_BYTES = 10 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 5;
/** A redirect to another origin must not carry what was meant for the first one. */
const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** @throws Error naming a range that is none. */
export const createGuardedHttp = ({ allow = [], resolve = systemResolver }: GuardedHttpOptions = {}): OutboundHttp => {
  const guard = addressGuard(allow);
  return {
    request: async (request) => {
      const deadline = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
      const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
      const maxRedirects = request.maxRedirects ?? MAX_REDIRECTS;
      let hop = firstHop(request);
      for (let redirects = 0; ; redirects += 1) {
        const to = await before(
          signal,
          hop.url,
          destinationOf(hop.url, { guard, resolve, secure: request.secure ?? false }),
        );
        const answer = await exchange(to, { ...hop, signal });
        const next = maxRedirects === 0 ? undefined : redirected(hop, answer);
        if (!next) return answerOf(answer, hop.url, { maxBytes: request.maxBytes ?? MAX_BYTES, signal });
        answer.destroy();
        if (redirects === maxRedirects) {
          throw new OutboundFailed(
            'too-many-redirects',
            `${hop.url.host} leads on and on: more than ${maxRedirects} redirects. Use the address where it ends.`,
          );
        }
        hop = next;
      }
    },
  };
};

interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

const firstHop = ({ url, method = 'GET', headers = {}, body }: OutboundRequest): Hop => ({
  url: parseUrl(url),
  method,
  headers,
  body,
});

/** The next request where the answer is a redirect (RFC 9110, 15.4; a POST becomes a GET as browsers do). */
const redirected = (hop: Hop, answer: IncomingMessage): Hop | undefined => {
  const status = answer.statusCode ?? 0;
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  const url = parseUrl(location, hop.url);
  const becomesGet = status === 303 ? hop.method !== 'HEAD' : status < 303 && hop.method === 'POST';
  const kept = Object.entries(hop.headers).filter(([name]) => {
    const header = name.toLowerCase();
    if (becomesGet && header.startsWith('content-')) return false;
    return url.origin === hop.url.origin || !CREDENTIALS.has(header);
  });
  return {
    url,
    method: becomesGet ? 'GET' : hop.method,
    headers: Object.fromEntries(kept),
    body: becomesGet ? undefined : hop.body,
  };
};

const answerOf = (
  answer: IncomingMessage,
  url: URL,
  limits: { readonly maxBytes: number; readonly signal: AbortSignal },
): OutboundAnswer => {
  const length = Number(answer.headers['content-length'] ?? 0);
  if (length > limits.maxBytes) {
    answer.destroy();
    throw tooLarge(url, limits.maxBytes);
  }
  // A body that nobody reads, or leaves early, ends by an error that is nobody's.
  answer.on('error', () => undefined);
  return {
    status: answer.statusCode ?? 0,
    statusText: answer.statusMessage ?? '',
    url: url.href,
    headers: Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    body: bounded(answer, url, limits),
  };
};

async function* bounded(
  answer: IncomingMessage,
  url: URL,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(url, maxBytes);
      yield chunk;
    }
  } catch (raw) {
    throw failureOf(raw, url, signal);
  } finally {
    answer.destroy();
  }
}

/** A look-up has no way to be given up; whoever waits for it has. */
const before = async <Result>(signal: AbortSignal, url: URL, work: Promise<Result>): Promise<Result> => {
  const given = Promise.withResolvers<never>();
  const stop = (): void => given.reject(failureOf(signal.reason, url, signal));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, given.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => undefined);
  }
};

const tooLarge = (url: URL, maxBytes: number): OutboundFailed =>
  new OutboundFailed('too-large', `${url.host} answered with more than ${Math.round(maxBytes / 1024 / 1024)} MB.`);
