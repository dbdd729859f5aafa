import { refusal } from './refusals.ts';

/** A label of the DNS as we accept it: letters, digits and hyphens within (RFC 1123, section 2.1), 63 at most. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** A last label that browsers would read as part of an IPv4 address (WHATWG URL, "ends in a number checker"). */
const NUMBER = /^(?:[0-9]+|0x[0-9a-f]*)$/;

/**
 * Checks a name in its ASCII form: full (two labels at least), at most 253 characters, no label with `--` except
 * punycode, since the addresses of versions are made with it, and none of the reserved names.
 * @throws Refusal `invalid-hostname` | `hostname-reserved`, naming the field `fqdn`.
 */
export const checkHostname = (name: string, reserved: readonly string[] = []): string => {
  const problem = problemOf(name);
  if (problem) {
    throw refusal('invalid-hostname', `This is no name for a site: ${problem}`, { field: 'fqdn' });
  }
  if (reserved.includes(name)) {
    throw refusal('hostname-reserved', `${name} is reserved; choose another name`, { field: 'fqdn' });
  }
  return name;
};

const problemOf = (name: string): string | undefined => {
  if (name.length > 253) return 'it has more than 253 characters; choose a shorter one';
  const labels = name.split('.');
  if (!labels.every((label) => LABEL.test(label))) {
    return 'its parts must have 1 to 63 letters, digits and inner hyphens, with single dots between them';
  }
  if (labels.some((label) => label.includes('--') && !label.startsWith('xn--'))) return 'it has two hyphens in a row';
  if (labels.length < 2) return 'it has one part only; write it in full, like docs.example.org';
  return NUMBER.test(labels.at(-1) ?? '') ? 'it is a number; write a name' : undefined;
};
