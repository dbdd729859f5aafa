import { domainToASCII } from 'node:url';
import { requireHostname } from '@pagewright/sites';
import { wrongField } from './api-error.ts';

/**
 * The host name as it is stored: lower case, IDN as punycode (UTS 46 by the platform), no final dot.
 * @throws ApiError 422 or Refusal naming `fqdn`.
 */
export const hostNameOf = (given: string, { sitesDomain, reservedHosts }: { sitesDomain: string; reservedHosts: ReadonlySet<string> }): string => {
  // A URL parser would cut at these and take what is left for the name.
  if (/[\s/\\?#@:;{}%[\]]/.test(given)) throw wrongField('fqdn', 'must be a host name such as www.example.org, nothing else');
  const ascii = domainToASCII(given.replace(/\.$/, ''));
  if (ascii === '') throw wrongField('fqdn', 'must be a host name such as www.example.org');
  return requireHostname(ascii, { sitesDomain, reserved: reservedHosts });
};
