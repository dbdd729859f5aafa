import type { ApiConfiguration } from '../configuration.ts';

export interface Addresses {
  /** Where people reach the app. */
  readonly url: string;
  /** Host names it answers. */
  readonly hosts: ReadonlySet<string>;
  /** Where sites may be framed from. */
  readonly siteOrigins: readonly string[];
  /** Names no site may take. */
  readonly reserved: readonly string[];
}

const ANY_ADDRESS = new Set(['0.0.0.0', '::', '']);
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** What follows from where we listen. */
export const addressesOf = ({ listen, publicUrl, sites }: ApiConfiguration): Addresses => {
  const shown = ANY_ADDRESS.has(listen.host) ? 'localhost' : listen.host;
  const url = publicUrl ?? `http://${shown.includes(':') ? `[${shown}]` : shown}:${listen.port}`;
  const { hostname } = new URL(url);
  const local = sites.domain === 'localhost' || sites.domain.endsWith('.localhost');
  const suffix = sites.port === 0 ? '' : `:${sites.port}`;
  return {
    url,
    hosts: new Set([...LOOPBACK_NAMES, hostname, shown]),
    siteOrigins: (local ? ['http'] : ['http', 'https']).map((scheme) => `${scheme}://*.${sites.domain}${suffix}`),
    reserved: [hostname, 'localhost', sites.domain],
  };
};
