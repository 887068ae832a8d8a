import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TokenVerifier } from '../index.js';
import { eventually, outcomeOf, verifying } from '../testing/verifying.fixture.js';

const given = verifying('each');
const MODES = ['events', 'poll'] as const;

function withFeed(options: object = {}): TokenVerifier {
  return given.verifier({
    revocations: { fail: 'closed', maxAgeSeconds: 30, mode: 'poll', pollIntervalMs: 50, ...options },
  });
}

async function refusedBy(verifier: TokenVerifier, token: string): Promise<void> {
  await eventually(async () => (await outcomeOf(verifier.verify(token))) === 'revoked_token');
}

describe.each(MODES)('the feed by %s', (mode) => {
  it('refuses within two seconds what was revoked after it was verified', async () => {
    const verifier = withFeed({ mode });
    const jti = randomUUID();
    const token = given.issuer.mintUser({ jti });
    await verifier.verify(token);
    given.issuer.revoke(jti);
    await refusedBy(verifier, token);
  });

  it('knows before its first answer what was revoked before it began', async () => {
    const jti = randomUUID();
    given.issuer.revocations.pageSize = 2;
    for (let count = 0; count < 9; count += 1) given.issuer.revoke(count === 4 ? jti : randomUUID());
    const verifier = withFeed({ mode });
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser({ jti })))).toBe('revoked_token');
    expect(verifier.state().revocations).toMatchObject({ entries: 9, isIncomplete: false });
  });

  it('catches up after the issuer was away', async () => {
    const verifier = withFeed({ mode });
    const jti = randomUUID();
    const token = given.issuer.mintUser({ jti });
    await verifier.verify(token);
    await given.issuer.stop();
    await eventually(() => verifier.state().revocations?.lastError !== undefined);
    given.issuer.revoke(jti);
    expect(await outcomeOf(verifier.verify(token))).toBe('accepted');
    await given.issuer.start();
    await eventually(async () => (await outcomeOf(verifier.verify(token))) === 'revoked_token', 6000);
  });

  it('accepts entries that come again, and ids in either spelling', async () => {
    const verifier = withFeed({ mode });
    const jti = randomUUID();
    for (const each of [jti, jti.toUpperCase(), jti.replaceAll('-', '')]) given.issuer.revoke(each);
    await refusedBy(verifier, given.issuer.mintUser({ jti }));
    expect(verifier.state().revocations?.entries).toBe(1);
  });
});

describe('a feed that is down', () => {
  it.each(['error', 'broken', 'hang', 'redirect', 'reset', 'huge'] as const)(
    'by %j refuses everything from the configured age on with fail: closed, and nothing before',
    async (how) => {
      const verifier = given.verifier({
        revocations: { fail: 'closed', maxAgeSeconds: 30, mode: 'poll', pollIntervalMs: 50 },
        timeoutMs: 100,
      });
      const token = given.issuer.mintUser();
      await verifier.verify(token);
      given.issuer.misbehave('revocations', how);
      await eventually(() => verifier.state().revocations?.lastError !== undefined);
      given.now += 29_000;
      expect(await outcomeOf(verifier.verify(token))).toBe('accepted');
      given.now += 2000;
      expect(await outcomeOf(verifier.verify(token))).toBe('revocations_unavailable');
      expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('revocations_unavailable');
      given.issuer.misbehave('revocations', undefined);
      await eventually(async () => (await outcomeOf(verifier.verify(token))) === 'accepted', 6000);
    },
  );

  it('goes on accepting with fail: open, and refusing what is known to be revoked', async () => {
    const verifier = withFeed({ fail: 'open' });
    const jti = randomUUID();
    given.issuer.revoke(jti);
    await verifier.verify(given.issuer.mintUser());
    given.issuer.misbehave('revocations', 'error');
    given.now += 300_000;
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('accepted');
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser({ jti })))).toBe('revoked_token');
  });

  it('from the beginning lets nothing pass with fail: closed, and everything with fail: open', async () => {
    given.issuer.misbehave('revocations', 'error');
    expect(await outcomeOf(withFeed().verify(given.issuer.mintUser()))).toBe('revocations_unavailable');
    expect(await outcomeOf(withFeed().ready())).toBe('revocations_unavailable');
    expect(await outcomeOf(withFeed({ fail: 'open' }).verify(given.issuer.mintUser()))).toBe('accepted');
  });

  it('is one that refuses the credential', async () => {
    const verifier = given.verifier({ secret: 'wrong', revocations: { fail: 'closed', maxAgeSeconds: 30 } });
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('revocations_unavailable');
  });
});

describe('attack 45: a clock that is set back or forward', () => {
  it.each([-86_400_000, 86_400_000])('by %i ms makes no dead feed look fresh, nor a fresh one dead', async (step) => {
    let ages = 0;
    const verifier = given.verifier({
      revocations: { fail: 'closed', maxAgeSeconds: 30, mode: 'poll', pollIntervalMs: 50 },
      monotonicClock: () => ages,
      cacheSize: 0,
    });
    const mint = () => given.issuer.mintUser({ exp: given.now / 1000 + 600, iat: given.now / 1000 });
    expect(await outcomeOf(verifier.verify(mint()))).toBe('accepted');
    given.issuer.misbehave('revocations', 'error');
    await eventually(() => verifier.state().revocations?.lastError !== undefined);
    given.now += step;
    expect(await outcomeOf(verifier.verify(mint()))).toBe('accepted');
    ages += 31_000;
    expect(await outcomeOf(verifier.verify(mint()))).toBe('revocations_unavailable');
    expect(verifier.state().revocations?.ageSeconds).toBe(31);
  });

  it('brings no revoked token back that was forgotten meanwhile', async () => {
    const jti = randomUUID();
    const [token, other] = [given.issuer.mintUser({ jti }), given.issuer.mintUser()];
    given.issuer.revoke(jti, given.now / 1000 + 600);
    const verifier = withFeed();
    expect(await outcomeOf(verifier.verify(token))).toBe('revoked_token');
    given.now += 900_000;
    given.issuer.revoke(randomUUID(), null);
    await eventually(() => verifier.state().revocations?.entries === 1);
    given.now -= 900_000;
    expect(['revoked_token', 'revocations_unavailable']).toContain(await outcomeOf(verifier.verify(token)));
    await eventually(async () => (await outcomeOf(verifier.verify(other))) === 'accepted', 6000);
    expect(await outcomeOf(verifier.verify(token))).toBe('revoked_token');
  });
});

describe('the set of revoked tokens', () => {
  it('forgets what has expired', async () => {
    const verifier = withFeed();
    given.issuer.revoke(randomUUID());
    given.issuer.revoke(randomUUID(), null);
    await eventually(() => verifier.state().revocations?.entries === 2);
    given.now += 900_000;
    given.issuer.revoke(randomUUID(), null);
    await eventually(() => verifier.state().revocations?.entries === 2);
  });

  it('that overflows cannot vouch for any token: that counts as a feed that is down', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    given.issuer.revoke(first);
    given.issuer.revoke(second);
    const closed = withFeed({ limit: 1 });
    expect(await outcomeOf(closed.verify(given.issuer.mintUser()))).toBe('revocations_unavailable');
    expect(closed.state().revocations).toMatchObject({ entries: 1, isIncomplete: true });
    const open = withFeed({ limit: 1, fail: 'open' });
    expect(await outcomeOf(open.verify(given.issuer.mintUser()))).toBe('accepted');
    expect(await outcomeOf(open.verify(given.issuer.mintUser({ jti: first })))).toBe('revoked_token');
  });

  it('is filled anew when there is room again', async () => {
    for (let count = 0; count < 3; count += 1) given.issuer.revoke(randomUUID());
    const verifier = withFeed({ limit: 2 });
    expect(await outcomeOf(verifier.verify(given.issuer.mintUser()))).toBe('revocations_unavailable');
    given.now += 3_600_000;
    await eventually(async () => (await outcomeOf(verifier.verify(given.issuer.mintUser()))) === 'accepted');
  });
});

describe('a cursor that the issuer no longer knows', () => {
  it('begins the feed anew, and loses nothing', async () => {
    const verifier = withFeed();
    const jti = randomUUID();
    for (let count = 0; count < 3; count += 1) given.issuer.revoke(randomUUID());
    await eventually(() => verifier.state().revocations?.entries === 3);
    given.issuer.revocations.reset();
    given.issuer.revoke(jti);
    await refusedBy(verifier, given.issuer.mintUser({ jti }));
  });
});
