import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TokenErrorCode } from '../errors/error-codes.js';
import { createVerifier, type TokenVerifier, type VerifierOptions } from '../index.js';
import { type FakeIssuer, startFakeIssuer } from '../testing.js';

let issuer: FakeIssuer;
let now = Date.UTC(2026, 0, 1);
const clock = (): number => now;
const opened: TokenVerifier[] = [];

function verifierOf(options: Partial<VerifierOptions> = {}): TokenVerifier {
  const verifier = createVerifier({ ...issuer.verifierOptions, revocations: 'none', clock, ...options });
  opened.push(verifier);
  return verifier;
}

async function codeOf(pending: Promise<unknown>): Promise<TokenErrorCode | undefined> {
  return pending.then(
    () => undefined,
    (error: { code: TokenErrorCode }) => error.code,
  );
}

beforeAll(async () => {
  issuer = await startFakeIssuer({ clock });
});

afterEach(() => {
  for (const verifier of opened.splice(0)) verifier.close();
});

afterAll(() => issuer.stop());

describe('a standard token', () => {
  it('tells who the user is', async () => {
    const sub = '11111111-1111-4111-8111-111111111111';
    const identity = await verifierOf().verify(issuer.mintUser({ sub, roles: ['BUYER', 'ADMIN'] }));
    expect(identity).toMatchObject({ kind: 'user', subject: sub, roles: ['BUYER', 'ADMIN'], rolesKnown: true });
    expect(identity).toMatchObject({ owner: issuer.owner, dialect: 'koko', verifiedBy: 'signature' });
    expect(Object.isFrozen(identity) && Object.isFrozen(identity.roles)).toBe(true);
  });
  it('expires', async () => {
    const verifier = verifierOf();
    const token = issuer.mintUser();
    await verifier.verify(token);
    now += 606_000;
    expect(await codeOf(verifier.verify(token))).toBe('expired_token');
  });
});
