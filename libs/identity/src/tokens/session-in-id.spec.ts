import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SystemRandomness } from '../randomness';
import { idWithSession, isTimed, tokenIdWithSession } from './session-in-id';

const MOMENT = new Date('2026-02-03T04:05:06.789Z');
const plain = (uuid: string): string => uuid.replaceAll('-', '');

describe('an id with a time', () => {
  it('is a UUID of version 7 that begins with the milliseconds', () => {
    const id = new SystemRandomness().uuidAt(MOMENT);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    expect(Number.parseInt(plain(id).slice(0, 12), 16)).toBe(MOMENT.getTime());
    expect([isTimed(id), isTimed(plain(id)), isTimed(randomUUID())]).toEqual([true, true, false]);
  });
});

describe('an id with its session', () => {
  const [token, session] = [new SystemRandomness().uuidAt(MOMENT), randomUUID()];
  const both = idWithSession(token, session);

  it('has 80 hex digits, begins with the session, and contains the id of the token', () => {
    expect(both).toMatch(/^[0-9a-f]{80}$/u);
    expect(both.slice(0, 32)).toBe(plain(session));
    expect(tokenIdWithSession(both)).toBe(plain(token));
  });

  it('is not found in an id of Laravel Passport, nor after any digit is changed', () => {
    expect(tokenIdWithSession(randomBytes(40).toString('hex'))).toBeNull();
    for (let place = 0; place < both.length; place += 1) {
      const digit = both.charAt(place) === '0' ? '1' : '0';
      expect(tokenIdWithSession(both.slice(0, place) + digit + both.slice(place + 1))).toBeNull();
    }
  });

  it('stays short for tokens that were issued before ids had a time', () => {
    const old = randomUUID();
    expect(idWithSession(old, session)).toBe(plain(old));
  });
});
