import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue, type Party } from './fair-queue';

const party = (key: string, most = 1000): Party => ({ key, most });

/** A caller with its owner and its networks. */
const caller = (owner: string, ...networks: string[]): Party[] => [owner, ...networks].map((key) => party(key));

function drain<T>(queue: FairQueue<T>): T[] {
  const order: T[] = [];
  for (let next = queue.shift(); next !== null; next = queue.shift()) order.push(next);
  return order;
}

/** Floods by one party that spreads them in different ways. */
const FLOODS: Readonly<Record<string, (index: number) => Party[]>> = {
  'one address at one owner': () => caller('owner A', '192.0.2.1'),
  'one address at many owners': (index) => caller(`owner ${index}`, '192.0.2.1'),
  'many addresses at one owner': (index) => caller('owner A', `192.0.2.${index}`),
  'one /64': () => caller('owner A', '2001:db8::/64', '2001:db8::/56', '2001:db8::/48'),
  'many /64 of one /56': (index) => caller('owner A', `2001:db8:0:${index}::/64`, '2001:db8::/56', '2001:db8::/48'),
  'many /64 of one /48 at many owners': (index) =>
    caller(`owner ${index}`, `2001:db8:0:${index}00::/64`, `2001:db8:0:${index}00::/56`, '2001:db8::/48'),
};

const VICTIMS: Readonly<Record<string, Party[]>> = {
  'IPv4 at another owner': caller('owner V', '198.51.100.7'),
  'IPv6 at another owner': caller('owner V', '2001:db9::/64', '2001:db9::/56', '2001:db9::/48'),
};

describe('the fair queue', () => {
  it.each(Object.keys(FLOODS))('serves a caller of another owner and network next during a flood from %s', (name) => {
    const flood = FLOODS[name] as (index: number) => Party[];
    for (const victim of Object.values(VICTIMS)) {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 100 }), (waiting, served) => {
          const queue = new FairQueue<string>(64);
          for (let index = 0; index < served; index += 1) {
            queue.push('flood', flood(index));
            queue.shift();
          }
          for (let index = 0; index < waiting; index += 1) queue.push('flood', flood(index));
          expect(queue.push('victim', victim)).not.toBe('victim');
          const order = [queue.shift(), queue.shift()];
          expect(order).toContain('victim');
        }),
        { numRuns: 30 },
      );
    }
  });

  it('serves a caller of the flooded owner next if its network is quiet, and a caller of the flooded network if its owner is quiet', () => {
    for (const victim of [caller('owner A', '198.51.100.7'), caller('owner V', '192.0.2.1')]) {
      const queue = new FairQueue<string>(64);
      for (let index = 0; index < 50; index += 1) queue.push('flood', caller('owner A', '192.0.2.1'));
      queue.shift();
      queue.push('victim', victim);
      expect([queue.shift(), queue.shift()]).toContain('victim');
    }
  });

  it('serves a quiet /64 next to a flood from another /64 of its /48', () => {
    const queue = new FairQueue<string>(64);
    for (let index = 0; index < 50; index += 1) queue.push('flood', caller('A', '1::/64', '1::/56', '1::/48'));
    queue.shift();
    queue.push('victim', caller('A', '1:0:0:1::/64', '1::/56', '1::/48'));
    expect([queue.shift(), queue.shift()]).toContain('victim');
  });

  it('lets parties with equal load take turns', () => {
    const queue = new FairQueue<string>(64);
    for (const name of ['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'c']) queue.push(name, caller(`owner ${name}`, name));
    expect(drain(queue).join('')).toMatch(/^(abc){3}$/u);
  });

  it('keeps the order of one caller', () => {
    const queue = new FairQueue<number>(64);
    for (let index = 0; index < 20; index += 1) queue.push(index, caller('A', '192.0.2.1'));
    expect(drain(queue)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it('gives no credit for idle time', () => {
    const queue = new FairQueue<string>(64);
    for (let index = 0; index < 100; index += 1) queue.charge(caller('A', 'a'));
    for (let index = 0; index < 5; index += 1) {
      queue.push('a', caller('A', 'a'));
      queue.push('b', caller('B', 'b'));
    }
    const order = drain(queue).join('');
    expect(order.indexOf('a')).toBeLessThanOrEqual(2);
  });

  it('sheds the newest item of the party that has most items waiting, never that of a caller with one item', () => {
    const queue = new FairQueue<string>(10);
    for (let index = 0; index < 10; index += 1) queue.push(`flood ${index}`, caller('A', '192.0.2.1'));
    expect(queue.push('flood 10', caller('A', '192.0.2.1'))).toBe('flood 10');
    expect(queue.push('victim', caller('V', '198.51.100.7'))).toBe('flood 9');
    expect(queue.push('neighbour', caller('A', '198.51.100.8'))).toBe('flood 8');
    expect(drain(queue)).toContain('victim');
  });

  it('lets a party have no more waiting than its share', () => {
    const queue = new FairQueue<number>(64);
    const parties = [party('A', 5), party('192.0.2.1', 3)];
    const refused = [0, 1, 2, 3, 4].filter((each) => queue.push(each, parties) === each);
    expect(refused).toEqual([3, 4]);
    const others = [0, 1, 2, 3].filter(
      (each) => queue.push(each, [party('A', 5), party(`192.0.2.${each + 2}`, 3)]) === each,
    );
    expect(others).toEqual([2, 3]);
    queue.shift();
    expect(queue.push(9, parties)).toBe(null);
  });

  it('serves or sheds each item once, keeps the limit, and lets no item wait for ever', () => {
    const step = fc.record({
      owner: fc.integer({ min: 0, max: 3 }),
      network: fc.integer({ min: 0, max: 5 }),
      serves: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 0, max: 20 }), (steps, limit) => {
        const queue = new FairQueue<number>(limit);
        const over: number[] = [];
        steps.forEach(({ owner, network, serves }, index) => {
          const shed = queue.push(index, caller(`owner ${owner}`, `net ${network}`, `wide ${network >> 1}`));
          if (shed !== null) over.push(shed);
          expect(queue.size).toBeLessThanOrEqual(limit);
          for (let each = 0; each < serves; each += 1) {
            const next = queue.shift();
            if (next !== null) over.push(next);
          }
        });
        over.push(...drain(queue));
        expect(over.sort((a, b) => a - b)).toEqual(steps.map((_, index) => index));
        expect(queue.size).toBe(0);
      }),
    );
  });
});
