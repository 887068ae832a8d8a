import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enclosingNetworks, parseAddress } from './network-address';

const group = fc.integer({ min: 0, max: 0xffff });
const groups = fc.array(fc.oneof(group, fc.constant(0)), { minLength: 8, maxLength: 8 });
const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });

/** The eight groups in full, with whatever case and leading zeros `choose` decides. */
function written(address: readonly number[], choose: (index: number) => boolean): string {
  return address
    .map((each, index) => {
      const hex = choose(index) ? each.toString(16).padStart(4, '0') : each.toString(16);
      return choose(index + 1) ? hex.toUpperCase() : hex;
    })
    .join(':');
}

/** Every way to write a run of zero groups as `::`. */
function compressed(address: readonly number[]): string[] {
  const hex = address.map((each) => each.toString(16));
  return hex.flatMap((_, start) => {
    const ends = hex.map((__, index) => index + 1).filter((end) => end > start);
    const runs = ends.filter((end) => address.slice(start, end).every((each) => each === 0));
    return runs.map((end) => `${hex.slice(0, start).join(':')}::${hex.slice(end).join(':')}`);
  });
}

const isMapped = (address: readonly number[]) =>
  address.slice(0, 5).every((each) => each === 0) && address[5] === 0xffff;

describe('attack 20: every spelling of one address is one', () => {
  it('whatever the case and the leading zeros of IPv6', () => {
    fc.assert(
      fc.property(groups, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), (address, choices) => {
        const plain = parseAddress(written(address, () => false));
        expect(plain).not.toBeNull();
        expect(parseAddress(written(address, (index) => choices[index] === true))).toEqual(plain);
      }),
    );
  });

  it('whichever zeros are compressed', () => {
    fc.assert(
      fc.property(groups, (address) => {
        const plain = parseAddress(written(address, () => false));
        for (const spelling of compressed(address)) expect(parseAddress(spelling)).toEqual(plain);
      }),
    );
  });

  it('with the last groups written as IPv4', () => {
    fc.assert(
      fc.property(groups, (address) => {
        const [high = 0, low = 0] = address.slice(6);
        const tail = [high >> 8, high & 255, low >> 8, low & 255].join('.');
        const head = address.slice(0, 6).map((each) => each.toString(16));
        expect(parseAddress([...head, tail].join(':'))).toEqual(parseAddress(written(address, () => false)));
      }),
    );
  });

  it('IPv4 as such, mapped into IPv6 in either form, and with a port', () => {
    fc.assert(
      fc.property(octets, fc.integer({ min: 1, max: 65_535 }), ([a = 0, b = 0, c = 0, d = 0], port) => {
        const plain = [a, b, c, d].join('.');
        const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
        const spellings = [
          plain,
          ` ${plain} `,
          `${plain}:${port}`,
          `::ffff:${plain}`,
          `::FFFF:${plain}`,
          `0:0:0:0:0:ffff:${hex}`,
          `::ffff:${hex}`,
          `[::ffff:${plain}]:${port}`,
        ];
        for (const spelling of spellings) {
          expect(parseAddress(spelling)).toEqual({ address: plain, network: `${plain}/32` });
        }
      }),
    );
  });

  it('with or without brackets, a port and a zone id', () => {
    fc.assert(
      fc.property(groups, fc.stringMatching(/^[a-z0-9]{1,8}$/u), (address, zone) => {
        const text = written(address, () => false);
        const plain = parseAddress(text);
        for (const spelling of [`[${text}]`, `[${text}]:443`, `${text}%${zone}`, `[${text}%${zone}]:443`]) {
          expect(parseAddress(spelling)).toEqual(plain);
        }
      }),
    );
  });

  it('and reading the result again does not change it', () => {
    fc.assert(
      fc.property(groups, (address) => {
        const parsed = parseAddress(written(address, () => false));
        expect(parseAddress(parsed?.address ?? '')).toEqual(parsed);
      }),
    );
  });
});

describe('attack 20: an IPv6 /64 is one caller', () => {
  it('whatever the last 64 bits are', () => {
    fc.assert(
      fc.property(groups, groups, (address, other) => {
        const neighbour = [...address.slice(0, 4), ...other.slice(4)];
        fc.pre(!isMapped(address) && !isMapped(neighbour));
        const network = parseAddress(written(address, () => false))?.network;
        expect(network).toMatch(/^[0-9a-f:]+\/64$/u);
        expect(parseAddress(written(neighbour, () => false))?.network).toBe(network);
      }),
    );
  });

  it('and another /64 is another one', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 0xffff }), (address, index, by) => {
        const moved = address.map((each, at) => (at === index ? each ^ by : each));
        fc.pre(!isMapped(address) && !isMapped(moved));
        const [one, two] = [address, moved].map((each) => parseAddress(written(each, () => false))?.network);
        expect(one).not.toBe(two);
      }),
    );
  });

  it.each([
    ['2001:db8::1', '2001:db8::1', '2001:db8::/64'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1', '2001:db8::/64'],
    ['fe80::1%eth0', 'fe80::1', 'fe80::/64'],
    ['::', '::', '::/64'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3', '1:0:0:2::/64'],
    ['1:2:3:4:5:6:0:8', '1:2:3:4:5:6:0:8', '1:2:3:4::/64'],
  ])('%s is %s in %s', (text, address, network) => {
    expect(parseAddress(text)).toEqual({ address, network });
  });
});

describe('the wider networks of an address', () => {
  it.each([
    ['2001:db8:1:2ff:3::4', ['2001:db8:1:200::/56', '2001:db8:1::/48']],
    ['2001:db8:1:2::', ['2001:db8:1::/56', '2001:db8:1::/48']],
    ['ffff:ffff:ffff:ffff::1', ['ffff:ffff:ffff:ff00::/56', 'ffff:ffff:ffff::/48']],
    ['192.0.2.1', []],
    ['::ffff:192.0.2.1', []],
  ])('of %s are %j', (text, networks) => {
    const address = parseAddress(text);
    expect(address && enclosingNetworks(address)).toEqual(networks);
  });
});

describe('a text that is not an address', () => {
  it.each([
    '',
    ' ',
    'unknown',
    '_hidden',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1:2:3:4:5:6:7',
    '1::2::3',
    '::1]',
    '1.2.3.4/24',
  ])('%j is null', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4Extended(), fc.ipV6()), (text) => {
        expect(() => parseAddress(text)).not.toThrow();
      }),
    );
  });
});
