import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LoadedKey } from '../keys/signing-keys.service';
import { candidateKeys } from './candidate-keys';

function key(kid: string, alg: LoadedKey['alg'] = 'HS256', signsFrom = 0): LoadedKey {
  const secret = createSecretKey(Buffer.alloc(32, kid));
  return { kid, alg, signing: secret, verifying: secret, signsFrom: new Date(signsFrom * 1000) };
}

const KNOWN = [
  { profile: 'one', keys: [key('one-new', 'HS256', 200), key('one-old', 'HS256', 100)] },
  { profile: 'two', keys: [key('two', 'HS256'), key('two-public', 'RS256')] },
  { profile: 'three', keys: [key('three', 'HS512')] },
];

function kids(header: Record<string, unknown>, claims: Record<string, unknown> | null, guess?: () => string | null) {
  return candidateKeys(header, () => claims, KNOWN, guess).flatMap(({ profile, keys }) =>
    keys.map(({ kid }) => `${profile} ${kid}`),
  );
}

describe('the keys that are tried for a token', () => {
  it('are only the key in its header, whatever its claims are', () => {
    expect(kids({ alg: 'RS256', kid: 'two-public' }, null)).toEqual(['two two-public']);
    expect(kids({ alg: 'HS256', kid: 'one-old' }, {}, () => 'three')).toEqual(['one one-old']);
  });

  it('always have the algorithm of the header', () => {
    expect(kids({ alg: 'HS256', kid: 'two-public' }, {}, () => 'two')).toEqual([]);
    expect(kids({ alg: 'none' }, {}, () => 'two')).toEqual([]);
  });

  it('are all keys of the profile if only one is possible', () => {
    const [one] = KNOWN;
    const tried = candidateKeys({ alg: 'HS256' }, () => ({ iat: 150 }), one === undefined ? [] : [one]);
    expect(tried.flatMap(({ keys }) => keys.map(({ kid }) => kid))).toEqual(['one-old', 'one-new']);
  });

  it('are one key of the profile that the claims match', () => {
    expect(kids({ alg: 'HS256' }, {}, () => 'two')).toEqual(['two two']);
    expect(kids({ alg: 'HS512' }, {}, () => 'three')).toEqual(['three three']);
  });

  it('are none if the claims match no profile, or there are none', () => {
    expect(kids({ alg: 'HS256' }, {}, () => null)).toEqual([]);
    expect(kids({ alg: 'HS256' }, null, () => 'two')).toEqual([]);
  });

  it.each([
    [250, 'one one-new'],
    [200, 'one one-new'],
    [199, 'one one-old'],
    [100, 'one one-old'],
  ])('begin after a rotation with the key that signed at the time of iat=%i', (iat, first) => {
    const tried = kids({ alg: 'HS256' }, { iat }, () => 'one');
    expect(tried).toHaveLength(2);
    expect(tried[0]).toBe(first);
  });

  it.each([{}, { iat: 'soon' }, { iat: 99 }])('are the latest first if %j has no usable time', (claims) => {
    expect(kids({ alg: 'HS256' }, claims, () => 'one')).toEqual(['one one-new', 'one one-old']);
  });
});
