import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MasterKey } from './master-key';

describe('the master key', () => {
  const key = new MasterKey(Buffer.alloc(32, 1));
  const plain = Buffer.from('what nobody reads');

  it('opens what it sealed, only for the same purpose', () => {
    const sealed = key.seal(plain, 'signing-key/1');
    expect(key.open(sealed, 'signing-key/1')).toEqual(plain);
    expect(() => key.open(sealed, 'signing-key/2')).toThrow();
    expect(() => new MasterKey(Buffer.alloc(32, 2)).open(sealed, 'signing-key/1')).toThrow();
  });

  it('never gives the same sealed bytes twice', () => {
    expect(key.seal(plain, 'x')).not.toEqual(key.seal(plain, 'x'));
  });

  it('refuses sealed bytes that were changed or truncated, or are too short', () => {
    const sealed = key.seal(plain, 'x');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(() => key.open(changed, 'x')).toThrow();
    }
    for (const length of [0, 1, 11, 12, 27, sealed.length - 1]) {
      expect(() => key.open(sealed.subarray(0, length), 'x')).toThrow();
    }
  });

  it('derives a different key for every use', () => {
    expect(key.derive('a')).toHaveLength(32);
    expect(key.derive('a')).toEqual(key.derive('a'));
    expect(key.derive('a')).not.toEqual(key.derive('b'));
    expect(key.derive('a')).not.toEqual(new MasterKey(Buffer.alloc(32, 2)).derive('a'));
  });

  it.each([0, 16, 31, 33, 64])('has 32 bytes, not %i', (length) => {
    expect(() => new MasterKey(randomBytes(length))).toThrow(RangeError);
  });

  it.each([0, 31, 33])('has a previous one of 32 bytes or none, not of %i', (length) => {
    expect(() => new MasterKey(randomBytes(32), randomBytes(length))).toThrow(RangeError);
  });
});

describe('a master key that replaces another', () => {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const [before, during, after] = [new MasterKey(one), new MasterKey(other, one), new MasterKey(other)];
  const plain = Buffer.from('what nobody reads');

  it('opens what either key sealed, and tells which one', () => {
    const [old, fresh] = [before.seal(plain, 'x'), during.seal(plain, 'x')];
    expect([old, fresh].map((sealed) => during.open(sealed, 'x').toString())).toEqual(Array(2).fill(plain.toString()));
    expect([old, fresh].map((sealed) => during.sealedWith(sealed, 'x'))).toEqual(['previous', 'current']);
    expect(during.sealedWith(old, 'y')).toBeNull();
    expect(during.sealedWith(Buffer.alloc(5), 'x')).toBeNull();
    expect(() => during.open(new MasterKey(Buffer.alloc(32, 3)).seal(plain, 'x'), 'x')).toThrow();
  });

  it('seals only under the new key', () => {
    const sealed = during.seal(plain, 'x');
    expect(after.open(sealed, 'x')).toEqual(plain);
    expect(() => before.open(sealed, 'x')).toThrow();
    expect(after.sealedWith(before.seal(plain, 'x'), 'x')).toBeNull();
  });

  it('derives its own keys first, then those of the previous one', () => {
    expect(during.derive('a')).toEqual(after.derive('a'));
    expect(during.deriveAll('a')).toEqual([after.derive('a'), before.derive('a')]);
    expect(after.deriveAll('a')).toEqual([after.derive('a')]);
    expect([before, during].map(({ hasPrevious }) => hasPrevious)).toEqual([false, true]);
  });
});
