import { request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP } from 'node:net';
import { OutboundFailed } from '../../src/outbound-http.ts';
import { type Destination, hostOf } from './destination.ts';

export interface Exchange {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly signal: AbortSignal;
}

/** Headers of an answer, all together, in bytes. */
const MAX_HEADER_BYTES = 16 * 1024;
/** Belong to the connection and are ours to say (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'host',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'expect',
]);

/**
 * One request on a connection of its own to one of the checked addresses, in turn until one takes it. The name is kept
 * where it counts: in the Host header, in the server name of TLS and in the check of the certificate.
 * @throws OutboundFailed
 */
export const exchange = async (to: Destination, what: Exchange): Promise<IncomingMessage> => {
  let failure: unknown;
  for (const address of to.addresses) {
    try {
      return await send(address, to.url, what);
    } catch (raw) {
      failure = raw;
      if (what.signal.aborted || !isRefusedConnection(raw)) break;
    }
  }
  throw failureOf(failure, to.url, what.signal);
};

/** What a failure of the connection means to whoever asked. */
export const failureOf = (raw: unknown, { host }: URL, signal: AbortSignal): unknown => {
  if (raw instanceof OutboundFailed) return raw;
  const cause = { cause: raw };
  if (signal.aborted) {
    return isTimeout(signal.reason)
      ? new OutboundFailed('timeout', `${host} took too long to answer. Try again later.`, cause)
      : new OutboundFailed('aborted', `The request to ${host} was given up.`, cause);
  }
  const code = codeOf(raw);
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/.test(code)) {
    return new OutboundFailed(
      'not-trusted',
      `The certificate of ${host} is not trusted (${code}). Ask whoever runs it.`,
      cause,
    );
  }
  if (code.startsWith('HPE_'))
    return new OutboundFailed('bad-answer', `${host} answered something that is no HTTP.`, cause);
  return new OutboundFailed(
    'unreachable',
    `${host} could not be reached (${code || 'no answer'}). Try again later.`,
    cause,
  );
};

const send = (address: string, url: URL, { method, headers, body, signal }: Exchange): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const name = hostOf(url);
    const own = Object.entries(headers).filter(([header]) => !HOP_BY_HOP.has(header.toLowerCase()));
    const options: RequestOptions & { servername?: string } = {
      host: address,
      port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      method,
      agent: false,
      signal,
      maxHeaderSize: MAX_HEADER_BYTES,
      ...(secure && isIP(name) === 0 ? { servername: name } : {}),
      headers: {
        'user-agent': 'pagewright',
        'accept-encoding': 'identity',
        ...Object.fromEntries(own),
        host: url.host,
        ...(body === undefined ? {} : { 'content-length': String(body.length) }),
      },
    };
    const sent = (secure ? tlsRequest : plainRequest)(options, resolve);
    sent.on('error', reject);
    sent.on('upgrade', (_answer, socket) => {
      socket.destroy();
      reject(new OutboundFailed('bad-answer', `${url.host} answered something other than HTTP.`));
    });
    sent.end(body);
  });

const codeOf = (raw: unknown): string => (raw instanceof Error && 'code' in raw ? String(raw.code) : '');
const isRefusedConnection = (raw: unknown): boolean =>
  ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ETIMEDOUT'].includes(codeOf(raw));
const isTimeout = (reason: unknown): boolean => reason instanceof Error && reason.name === 'TimeoutError';
