import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LoadedKey } from '../keys/signing-keys.service';
import { GenuineTokens } from './genuine-tokens';

function readKey(): LoadedKey {
  const secret = createSecretKey(Buffer.alloc(32, 1));
  return { kid: 'the-same', alg: 'HS256', signing: secret, verifying: secret, signsFrom: new Date(0) };
}

/** Counts how often signatures are checked. */
function counted(tokens = new GenuineTokens()) {
  const counts = { checks: 0 };
  const check = (token: string, key: LoadedKey, isGenuine = true) =>
    tokens.claims(token, key, () => {
      counts.checks += 1;
      return isGenuine ? { sub: token, scope: ['read'], act: { sub: 'x' } } : null;
    });
  return { check, counts };
}

describe('genuine tokens', () => {
  it('are checked once while their key is the same', () => {
    const { check, counts } = counted();
    const key = readKey();
    for (let time = 0; time < 5; time += 1) expect(check('a.b.c', key)).toMatchObject({ sub: 'a.b.c' });
    expect(counts.checks).toBe(1);
  });

  it('are checked again when their key was read again, and by another key', () => {
    const { check, counts } = counted();
    check('a.b.c', readKey());
    check('a.b.c', readKey());
    expect(counts.checks).toBe(2);
    expect(check('a.b.c', readKey(), false)).toBeNull();
    expect(counts.checks).toBe(3);
  });

  it('are only those of which every character is the same', () => {
    const { check } = counted();
    const key = readKey();
    check('a.b.c', key);
    for (const other of ['a.b.C', 'a.b.c ', 'a.b.c=', 'a.b.', 'a.b.c\u0000', '\u0430.b.c'])
      expect(check(other, key, false)).toBeNull();
  });

  it('do not include refused ones', () => {
    const { check, counts } = counted();
    const key = readKey();
    for (let time = 0; time < 3; time += 1) expect(check('a.b.c', key, false)).toBeNull();
    expect(counts.checks).toBe(3);
    expect(check('a.b.c', key)).not.toBeNull();
  });

  it('have claims that nobody can change', () => {
    const { check } = counted();
    const key = readKey();
    const claims = check('a.b.c', key) as { scope: string[]; act: { sub: string } };
    expect(() => Reflect.set(claims, 'sub', 'another') || claims.scope.push('write')).toThrow(TypeError);
    expect(Reflect.set(claims.act, 'sub', 'y')).toBe(false);
    expect(check('a.b.c', key)).toEqual({ sub: 'a.b.c', scope: ['read'], act: { sub: 'x' } });
  });

  it.each([
    ['many', 2_100, 10],
    ['large', 300, 8_000],
  ])('are forgotten when they are too %s, the oldest first', (_what, count, length) => {
    const { check, counts } = counted();
    const key = readKey();
    const token = (number: number) => String(number).padEnd(length, '.');
    for (let number = 0; number < count; number += 1) check(token(number), key);
    check(token(count - 1), key);
    expect(counts.checks).toBe(count);
    check(token(0), key);
    expect(counts.checks).toBe(count + 1);
  });
});
