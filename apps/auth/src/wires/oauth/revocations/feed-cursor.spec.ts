import { FEED_START, type RevocationCursor } from '@portero/identity';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCursor, writeCursor } from './feed-cursor';

const UUID = '7d2c0b52-8a5e-4d0c-9a64-0d6b8d1f5a01';

const snapshots = fc
  .tuple(fc.bigInt(1_000_000n, 2n ** 62n), fc.uniqueArray(fc.bigInt(1n, 999_999n), { maxLength: 16 }))
  .map(([xmax, below]) => ({
    xmax,
    running: below.sort((one, other) => (one < other ? 1 : -1)).map((each) => xmax - each),
  }));

const cursors: fc.Arbitrary<RevocationCursor> = fc.record({
  seen: snapshots,
  pass: fc.option(
    fc.record({
      until: snapshots,
      after: fc.record({ transaction: fc.bigInt(0n, 2n ** 62n), tokenId: fc.uuid() }),
    }),
    { nil: null },
  ),
});

describe('a cursor of the feed', () => {
  it('is read as it was written, and is never longer than the limit', () => {
    fc.assert(
      fc.property(cursors, (cursor) => {
        const text = writeCursor(cursor);
        expect(text).toMatch(/^[0-9a-z~._-]{1,512}$/u);
        expect(readCursor(text)).toEqual(cursor);
      }),
    );
  });

  it('of a server with many running transactions treats the later ones as unseen', () => {
    const running = Array.from({ length: 40 }, (_, index) => 1000n + BigInt(index));
    const { seen } = readCursor(writeCursor({ seen: { xmax: 5000n, running }, pass: null }));
    expect(seen).toEqual({ xmax: 1016n, running: running.slice(0, 16) });
  });

  it('of the first release continues at its position', () => {
    expect(readCursor('42')).toEqual({ seen: { xmax: 42n, running: [] }, pass: null });
    expect(readCursor(`42_${UUID}`).pass?.after).toEqual({ transaction: 42n, tokenId: UUID });
    expect(readCursor(undefined)).toBe(FEED_START);
  });

  it.each([
    '',
    'x',
    'v2~',
    'v2~-1',
    'v2~1.2',
    'v2~zzzzzzzzzzzzz',
    `v2~1~1~1_${UUID}x`,
    'v2~1~1',
    '9'.repeat(19),
    'v1~1',
  ])('is refused when it is invalid: %j', (text) => {
    expect(() => readCursor(text)).toThrow('validation_failed');
  });
});
