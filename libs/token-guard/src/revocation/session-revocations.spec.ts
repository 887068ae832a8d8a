import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TokenVerifier } from '../index.js';
import { eventually, outcomeOf, verifying } from '../testing/verifying.fixture.js';
import { issuedAtMs } from '../token/issue-moment.js';

const given = verifying('each');
const SECOND = 1_700_000_000;

/** A UUID of version 7 without dashes, of a moment in milliseconds. */
function timedId(ms: number): string {
  const rest = randomBytes(10).toString('hex');
  return `${ms.toString(16).padStart(12, '0')}7${rest.slice(0, 3)}8${rest.slice(3, 18)}`;
}

const newSession = (): string => randomBytes(16).toString('hex');
const withSession = (sid: string, id: string): string => sid + id + randomBytes(8).toString('hex');

function withFeed(options: object = {}): TokenVerifier {
  return given.verifier({
    legacy: { koko: { audience: '1' } },
    revocations: { fail: 'closed', maxAgeSeconds: 30, mode: 'poll', pollIntervalMs: 50, ...options },
  });
}

describe.each(['events', 'poll'] as const)('the end of a session by %s', (mode) => {
  it('refuses its standard tokens and its Koko tokens that were issued before, to the millisecond', async () => {
    const verifier = withFeed({ mode });
    const sid = newSession();
    const now = given.now + 200;
    const tokens = (ms: number): string[] => {
      const iat = Math.floor(ms / 1000);
      return [
        given.issuer.mintUser({ sid, jti: timedId(ms), iat }),
        given.issuer.mintKoko({ jti: withSession(sid, timedId(ms)), iat }),
      ];
    };
    const [old, fresh] = [tokens(now - 1), tokens(now)];
    const all = [...old, ...fresh, ...tokens(now + 300)];
    for (const token of all) expect(await outcomeOf(verifier.verify(token))).toBe('accepted');
    given.issuer.revokeSession(sid, now / 1000);
    await eventually(async () => (await outcomeOf(verifier.verify(old[0]))) === 'revoked_token');
    const outcomes = await Promise.all(all.map((token) => outcomeOf(verifier.verify(token))));
    expect(outcomes).toEqual(['revoked_token', 'revoked_token', ...Array.from({ length: 4 }, () => 'accepted')]);
  });

  it('takes the whole second of tokens whose id has no time', async () => {
    const verifier = withFeed({ mode });
    const sid = newSession();
    const iat = given.now / 1000;
    const [old, same] = [given.issuer.mintUser({ sid, iat: iat - 1 }), given.issuer.mintUser({ sid, iat })];
    given.issuer.revokeSession(sid, iat);
    await eventually(async () => (await outcomeOf(verifier.verify(old))) === 'revoked_token');
    expect(await outcomeOf(verifier.verify(same))).toBe('accepted');
    given.issuer.revokeSession(sid, iat + 0.001);
    await eventually(async () => (await outcomeOf(verifier.verify(same))) === 'revoked_token');
  });

  it('is one entry however often it moves, and never moves back', async () => {
    const verifier = withFeed({ mode });
    const sid = newSession();
    const second = given.now / 1000;
    const token = given.issuer.mintUser({ sid, iat: second });
    for (let count = 0; count < 1000; count += 1) given.issuer.revokeSession(sid, second + 1 - count / 1000);
    await eventually(async () => (await outcomeOf(verifier.verify(token))) === 'revoked_token');
    await eventually(() => verifier.state().revocations?.lastError === undefined);
    expect(verifier.state().revocations).toMatchObject({ entries: 1, isIncomplete: false });
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser({ sid: newSession() })))).toBe('accepted');
  });
});

describe('the limit of entries', () => {
  it('counts sessions and tokens together', async () => {
    given.issuer.revokeSession(newSession(), given.now / 1000);
    given.issuer.revoke(newSession());
    const verifier = withFeed({ limit: 1 });
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('revocations_unavailable');
    expect(verifier.state().revocations).toMatchObject({ entries: 1, isIncomplete: true });
  });

  it('forgets sessions whose last token has expired', async () => {
    const verifier = withFeed();
    given.issuer.revokeSession(newSession(), given.now / 1000);
    await eventually(() => verifier.state().revocations?.entries === 1);
    given.now += 900_000;
    given.issuer.revokeSession(newSession(), given.now / 1000);
    given.issuer.revokeSession(newSession(), given.now / 1000);
    await eventually(() => verifier.state().revocations?.entries === 2);
  });
});

describe('when a token was issued', () => {
  it.each([
    ['by the time in its id', timedId(SECOND * 1000 + 345), SECOND, SECOND * 1000 + 345],
    [
      'by the time in its id behind that of the session',
      withSession(newSession(), timedId(SECOND * 1000 + 7)),
      SECOND,
      SECOND * 1000 + 7,
    ],
    ['by the time in its id where there is no iat', timedId(SECOND * 1000 + 345), undefined, SECOND * 1000 + 345],
    ['by iat where the id contradicts it', timedId(SECOND * 1000 + 9345), SECOND, SECOND * 1000],
    ['by iat where the id has no time', '0a0b6f0c6f0e4a2f8a4e2d6b2a5a9f10', SECOND, SECOND * 1000],
    ['by iat without an id', undefined, SECOND, SECOND * 1000],
    ['before everything where nothing says it', undefined, undefined, 0],
  ])('is read %s', (_, id, iat, moment) => {
    expect(issuedAtMs(id, iat)).toBe(moment);
  });
});
