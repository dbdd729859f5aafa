import type { Encoding } from './negotiation.ts';
import type { ReleaseFile } from './release.ts';

/** Flat lists of names and values, as `writeHead` takes them without a look at each. */
export type RawHeaders = readonly string[];

/** What every answer of an origin carries. */
export interface OriginHeaders {
  readonly live: RawHeaders;
  /** Preview and versions: their address is a secret, so no other site and no search engine hears of it. */
  readonly hidden: RawHeaders;
  /**
   * The editor's frame: framed by the app alone, nothing that is typed there is sent anywhere by a form, and no process
   * is shared with another origin, so that a page which never ends holds nothing but itself:
   * https://html.spec.whatwg.org/multipage/browsers.html#origin-keyed-agent-clusters
   */
  readonly edit: RawHeaders;
}

export const rawHeaders = (headers: Readonly<Record<string, string | number>>): string[] =>
  Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);

/** @throws TypeError when an origin of the app is not an address. */
export const originHeaders = (appOrigins: readonly string[]): OriginHeaders => {
  const ancestors = appOrigins.map((origin) => new URL(origin).origin).join(' ') || "'none'";
  const sniffing = { 'X-Content-Type-Options': 'nosniff' };
  const unlisted = { ...sniffing, 'Referrer-Policy': 'same-origin', 'X-Robots-Tag': 'noindex' };
  return {
    live: rawHeaders({ ...sniffing, 'Referrer-Policy': 'strict-origin-when-cross-origin' }),
    hidden: rawHeaders({ ...unlisted, 'Content-Security-Policy': `frame-ancestors ${ancestors}` }),
    edit: rawHeaders({
      ...unlisted,
      'Content-Security-Policy': `frame-ancestors ${ancestors}; form-action 'none'`,
      'Origin-Agent-Cluster': '?1',
    }),
  };
};

/** Strong: the bytes of one encoding of one content, whatever it is called and in whatever version it stands. */
export const etagOf = ({ sha256 }: ReleaseFile, encoding: Encoding): string =>
  encoding === 'identity' ? `"${sha256}"` : `"${sha256}-${encoding}"`;

/**
 * `no-cache`: a browser asks each time and is mostly told that it has the newest bytes. Assets too, since their names
 * stay the same from version to version: else a new page would be dressed in an old style sheet.
 */
export const validatorsOf = (file: ReleaseFile, encoding: Encoding): string[] =>
  rawHeaders({
    ETag: etagOf(file, encoding),
    'Cache-Control': 'no-cache',
    ...(file.compressible && { Vary: 'Accept-Encoding' }),
  });

/** Of a whole file, whatever the status. */
export const fileHeaders = (file: ReleaseFile, encoding: Encoding, length: number): string[] =>
  rawHeaders({
    'Content-Type': file.type,
    'Content-Length': length,
    ...(encoding === 'identity' ? { 'Accept-Ranges': 'bytes' } : { 'Content-Encoding': encoding }),
  }).concat(validatorsOf(file, encoding));
