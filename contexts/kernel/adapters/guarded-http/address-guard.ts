import ipaddr from 'ipaddr.js';

/** What may be done with one address. `allowed`: the operator has named a range that it lies in. */
export type AddressVerdict = 'public' | 'allowed' | 'refused';
export type AddressGuard = (address: string) => AddressVerdict;

/**
 * Tells the addresses of the public internet from those of this machine and its networks, by the registries of special
 * purpose addresses (RFC 6890, IANA). Addresses of IPv6 that carry one of IPv4 count as what they carry where a kernel
 * unwraps them (`::ffff:0:0/96`), and are refused where a gateway would (NAT64, 6to4, Teredo).
 * @param ranges in CIDR notation, such as `10.0.0.0/8`
 * @throws Error naming the range that is none.
 */
export const addressGuard = (ranges: readonly string[] = []): AddressGuard => {
  const allowed = ranges.map((range) => {
    try {
      return ipaddr.parseCIDR(range);
    } catch (cause) {
      throw new Error(`"${range}" is no range of addresses; write it like 10.0.0.0/8`, { cause });
    }
  });
  return (text) => {
    if (!ipaddr.isValid(text)) return 'refused';
    const address = ipaddr.process(text);
    const isAllowed = allowed.some((range) => range[0].kind() === address.kind() && address.match(range));
    if (isAllowed) return 'allowed';
    return isPublic(address) ? 'public' : 'refused';
  };
};

/** Of IPv6 only 2000::/3 is given out to the internet (RFC 4291, 2.4). */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');
const REFUSED = [
  '192.0.0.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '2001::/23',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
].map((range) => ipaddr.parseCIDR(range));

const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address.range() === 'unicast' &&
  (address.kind() === 'ipv4' || address.match(GLOBAL_UNICAST)) &&
  !REFUSED.some((range) => range[0].kind() === address.kind() && address.match(range));
