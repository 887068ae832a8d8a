import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopbackAddress, isPrivateAddress, isPublicAddress } from './public-address';

describe('an address of the Internet', () => {
  it.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    '%s is one',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.0.0.8', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:8.8.8.8',
      '::ffff:127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      'fe80::1',
      'fe80::1%eth0',
    ],
    ...['fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1', '2001::1', 'fd00:ec2::254', '', 'localhost', '1.2.3'],
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('is not in any private network', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.constantFrom('10', '127'), octet, octet, octet, (first, ...rest) => {
        expect(isPublicAddress([first, ...rest].join('.'))).toBe(false);
      }),
    );
  });

  it('of this machine is 127.0.0.0/8 or ::1', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1'].map(isLoopbackAddress)).toEqual([true, true, true]);
    expect(['10.0.0.1', '::2', '', 'localhost'].map(isLoopbackAddress)).toEqual([false, false, false, false]);
  });

  it('of a private network is one of RFC 1918, RFC 6598 or RFC 4193', () => {
    expect(['10.1.2.3', '172.31.0.1', '192.168.1.1', '100.64.0.1', 'fd12::1'].map(isPrivateAddress)).not.toContain(
      false,
    );
    expect(['172.32.0.1', '169.254.169.254', '127.0.0.1', 'fe80::1', ''].map(isPrivateAddress)).not.toContain(true);
  });
});
