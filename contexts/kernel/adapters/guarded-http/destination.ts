import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { OutboundFailed } from '../../src/outbound-http.ts';
import type { AddressGuard } from './address-guard.ts';

/** All addresses of a host name, in the order in which to try them. */
export type Resolver = (host: string) => Promise<readonly string[]>;

export const systemResolver: Resolver = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/** Where one request goes: the URL as it was asked for, and addresses that were checked. */
export interface Destination {
  readonly url: URL;
  readonly addresses: readonly string[];
}

/**
 * The one look-up of a request: what is connected to afterwards are these addresses, so that a name that answers
 * otherwise the second time gains nothing. Addresses that may not be reached are left out; none left is a refusal.
 * @throws OutboundFailed
 */
export const destinationOf = async (
  url: URL,
  { guard, resolve, secure }: { guard: AddressGuard; resolve: Resolver; secure: boolean },
): Promise<Destination> => {
  const host = hostOf(url);
  const found = isIP(host) ? [host] : await resolved(host, resolve);
  const checked = found.map((address) => ({ address, verdict: guard(address) }));
  const reachable = checked.filter(({ verdict }) => verdict !== 'refused');
  if (reachable.length === 0) {
    throw new OutboundFailed(
      'address-refused',
      `${host} is an address of this machine or of a private network, which is not reached from here. Name a public one, or have the operator allow its range in PAGEWRIGHT_OUTBOUND_ALLOW.`,
    );
  }
  const usable =
    secure && url.protocol === 'http:' ? reachable.filter(({ verdict }) => verdict === 'allowed') : reachable;
  if (usable.length === 0) {
    throw new OutboundFailed('not-secure', `${url.origin} is not encrypted. Use its https address.`);
  }
  return { url, addresses: usable.map(({ address }) => address) };
};

/** The host as it is resolved: the URL parser has made every spelling of an IPv4 address dotted decimal. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/** @throws OutboundFailed `invalid-url` */
export const parseUrl = (text: string, base?: URL): URL => {
  const url = URL.parse(text, base?.href);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new OutboundFailed(
      'invalid-url',
      `${shown(text)} is no http or https address. Write it like https://example.org/.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutboundFailed(
      'invalid-url',
      `The address of ${url.host} has a name or password in it. Leave them out of the address.`,
    );
  }
  return url;
};

const resolved = async (host: string, resolve: Resolver): Promise<readonly string[]> => {
  const unknown = (cause?: unknown) =>
    new OutboundFailed('name-not-found', `No address was found for ${host}. Check how the name is written.`, { cause });
  const addresses = await resolve(host).catch((cause: unknown) => {
    throw unknown(cause);
  });
  if (addresses.length === 0) throw unknown();
  return addresses;
};

const shown = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
