import { domainToASCII } from 'node:url';
import { checkHostname } from '../domain/hostname.ts';

/** What may stand in a name as people type it: everything else is refused here, since the URL parser drops or decodes it. */
const TYPED = /^(?:[\p{L}\p{M}\p{N}.。．｡\u00B7\u30FB-]|\u200C|\u200D)*$/u;

/**
 * The form in which a host name is stored and claimed: mapped by UTS #46, in punycode and lower case, without the dot
 * at the end.
 * @throws Refusal `invalid-hostname` | `hostname-reserved`
 */
export const normaliseHostname = (typed: string, reserved: readonly string[] = []): string => {
  const ascii = TYPED.test(typed) ? domainToASCII(typed.replace(/[.。．｡]$/u, '')) : '';
  return checkHostname(ascii, reserved);
};
