import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressGuard } from './address-guard.ts';
import { hostOf } from './destination.ts';

const guard = addressGuard();

describe('the guard of addresses', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.127.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '192.88.99.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    '100::1',
    '3fff::1',
    '5f00::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    'no address',
    '',
  ])('refuses %s', (address) => expect(guard(address)).toBe('refused'));

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '140.82.121.4',
    '172.32.0.1',
    '100.128.0.1',
    '::ffff:8.8.8.8',
    '2606:4700::1111',
    '2a00:1450:4001::1',
  ])('lets %s pass', (address) => expect(guard(address)).toBe('public'));

  it.each([
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://0x7f.1/',
    'http://127.1/',
    'http://[::ffff:7f00:1]/',
    'http://①②⑦.0.0.1/',
  ])('refuses the spelling %s of this machine', (url) => expect(guard(hostOf(new URL(url)))).toBe('refused'));

  it('refuses every address of the private ranges, in IPv4 and mapped into IPv6', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        fc.constantFrom('10', '127', '192.168', '169.254', '172.20', '100.100'),
        byte,
        byte,
        byte,
        (head, a, b, c) => {
          const address = [head, a, b, c].join('.').split('.').slice(0, 4).join('.');
          expect(guard(address)).toBe('refused');
          expect(guard(`::ffff:${address}`)).toBe('refused');
        },
      ),
    );
  });

  it('tells apart what the operator allows, and only that', () => {
    const own = addressGuard(['10.0.0.0/8', 'fd00::/8']);
    expect(['10.9.9.9', '::ffff:10.9.9.9', 'fd00::1', '192.168.0.1', '1.1.1.1'].map(own)).toEqual([
      'allowed',
      'allowed',
      'allowed',
      'refused',
      'public',
    ]);
  });

  it.each(['10.0.0.0', 'intranet', '10.0.0.0/33', ''])('names the range %j that is none', (range) =>
    expect(() => addressGuard([range])).toThrow(`"${range}" is no range of addresses`),
  );
});
