import type { Role } from '@portero/database';
import type { UserToken } from '@portero/identity';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meets, readRequirements } from './requirements';

const ROLES = ['USER', 'SELLER', 'BUYER', 'SEMIADMIN', 'ADMIN'].map((description, index): Role => ({
  id: index + 1,
  uuid: '',
  description,
  enable: true,
}));
const OWNER = '7d2c0b52-8a5e-4d0c-9a64-0d6b8d1f5a01';
const OTHER = '8a1c2f63-1b0d-4a57-8b1e-5a3a7c9e2b02';

const read = (query: string) => readRequirements(`/forward-auth${query}`, ROLES);

function tokenOf(role: string, owner: string, profile: string): UserToken {
  const subject = { role: ROLES.find(({ description }) => description === role), owner: { uuid: owner } };
  return { subject, session: { profile } } as unknown as UserToken;
}

const isMet = (query: string, token: UserToken): boolean => {
  const requirements = read(query);
  return requirements !== null && meets(token, requirements);
};

describe('what a proxy requires', () => {
  const seller = tokenOf('SELLER', OWNER, 'koko');

  it.each([
    '',
    '?',
    '?&',
    '?role=SELLER',
    '?role=2',
    '?role=ADMIN,SELLER',
    '?role=ADMIN&role=SELLER',
    '?r%6Fle=SELLER',
    '?role=ADMIN%2CSELLER',
    `?owner=${OWNER}`,
    `?owner=${OWNER.toUpperCase()}`,
    `?owner=${OTHER},${OWNER}`,
    '?dialect=koko',
    '?dialect=shoop,koko',
    `?role=SELLER&owner=${OWNER}&dialect=koko`,
  ])('is met by a token that matches one item of each list: %s', (query) => {
    expect(isMet(query, seller)).toBe(true);
  });

  it.each([
    '?role=ADMIN',
    '?role=1',
    '?role=ADMIN,BUYER',
    `?owner=${OTHER}`,
    '?dialect=auth100',
    '?dialect=KOKO',
    `?role=SELLER&owner=${OTHER}`,
    `?role=SELLER&owner=${OWNER}&dialect=shoop`,
    `?role=ADMIN&owner=${OWNER}&dialect=koko`,
  ])('is not met if the token matches no item of a list: %s', (query) => {
    expect(read(query)).not.toBeNull();
    expect(isMet(query, seller)).toBe(false);
  });

  it.each([
    '?roles=SELLER',
    '?Role=SELLER',
    '?role=',
    '?role',
    '?role=SELLER,',
    '?role=,SELLER',
    '?role=seller',
    '?role=NOBODY',
    '?role=6',
    '?role=02',
    '?role=2.0',
    '?role=SELLER%20',
    '?role=+SELLER',
    '?role=SELLER|ADMIN',
    '?role[]=SELLER',
    '?role=SELLER;dialect=koko',
    '?role=%zz',
    '?role=%00',
    '?role=%E0%A4%A',
    '?scope=SELLER',
    '?=SELLER',
    '?__proto__=SELLER',
    '?constructor=SELLER',
    '?role=SELLER&access_token=a.b.c',
    '?owner=',
    `?owner=${OWNER}%0a`,
    '?dialect=',
    `?dialect=${'k'.repeat(65)}`,
    '#role=SELLER',
    '?role=SELLER#',
    '#?role=SELLER',
    '??',
    '??role=SELLER',
  ])('attack 30: is never met if it is invalid: %s', (query) => {
    expect(read(query)).toBeNull();
  });

  it('is read only from the known names, and reading never throws', () => {
    const part = fc.oneof(
      fc.constantFrom('role', 'owner', 'dialect', 'SELLER', '=', '&', ',', '%', '#', '?'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const query = `?${parts.join('')}`;
        if (read(query) === null) return;
        for (const [name, value] of new URLSearchParams(query)) {
          expect(['role', 'owner', 'dialect']).toContain(name);
          expect(value).toMatch(/^[\w,-]+$/u);
        }
      }),
    );
  });

  it('is met exactly by callers whose role, owner and dialect are listed, for each list that is given', () => {
    const names = (all: readonly string[]) => fc.uniqueArray(fc.constantFrom(...all), { maxLength: all.length });
    const roles = ROLES.map(({ description }) => description);
    const dialects = ['auth100', 'koko', 'bookker', 'simplejwt', 'shoop'];
    const owners = [OWNER, OTHER];
    fc.assert(
      fc.property(
        names(roles),
        names(owners),
        names(dialects),
        fc.tuple(fc.constantFrom(...roles), fc.constantFrom(...owners), fc.constantFrom(...dialects)),
        (role, owner, dialect, who) => {
          const lists = { role, owner, dialect };
          const query = Object.entries(lists).flatMap(([name, values]) => values.map((value) => `${name}=${value}`));
          const expected = Object.values(lists).every((list, index) => list.length === 0 || list.includes(who[index]!));
          expect(isMet(`?${query.join('&')}`, tokenOf(...who))).toBe(expected);
        },
      ),
    );
  });
});
