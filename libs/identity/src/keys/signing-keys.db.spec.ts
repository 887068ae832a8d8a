import { createSecretKey, randomBytes } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { createDataSource, migrate, type Owner, type Role, SigningKey, type User } from '@portero/database';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScratchDatabase, type ScratchDatabase } from '../../testing/scratch-database';
import { Clock, secondsAfter, SystemClock } from '../clock';
import type { IdentityPolicy } from '../identity-policy';
import { SystemRandomness } from '../randomness';
import { MasterKey } from '../secrets/master-key';
import { SigningKeys } from './signing-keys.service';
import { KeyStore } from './key-store.service';
import { RotateKeys } from './rotate-keys.service';
import type { JwtFormat, TokenFacts, TokenSubject } from '../tokens/token-profile';
import { signCompact } from '../tokens/jws';
import { TokenSigner } from '../tokens/token-signer.service';

const MASTER = new MasterKey(Buffer.alloc(32, 7));
const SUBJECT = { id: 1, role: {} as Role, owner: {} as Owner } as User as TokenSubject;

const HS256: JwtFormat = {
  type: 'jwt',
  alg: 'HS256',
  expiresAt: () => null,
  claims: ({ tokenId, issuedAt }) => ({ iat: issuedAt, jti: tokenId }),
};

describe('signing keys', () => {
  let database: ScratchDatabase;
  let dataSource: DataSource;
  let profile = 'profile0';

  const policy = { keys: { rotationDays: 90, publishAheadSeconds: 120 } } as IdentityPolicy;

  /** The service in another process of the installation: the same database, separate memory. */
  function replica(masterKey = MASTER, clock: Clock = new SystemClock()) {
    const store = new KeyStore(dataSource, masterKey, clock, new SystemRandomness());
    const keys = new SigningKeys(dataSource, masterKey, clock, store);
    const rotating = new RotateKeys(policy, dataSource, keys, store, clock);
    return { keys, rotating, signer: new TokenSigner(keys, new JwtService({})) };
  }

  async function signedBy({ keys, signer }: Pick<ReturnType<typeof replica>, 'keys' | 'signer'>): Promise<string> {
    const key = await keys.current(profile, 'HS256');
    const facts: TokenFacts = { subject: SUBJECT, tokenId: 'a', sessionId: 'b', issuedAt: 1, expiresAt: null, key };
    return signer.sign(HS256, facts, key);
  }

  beforeAll(async () => {
    database = await createScratchDatabase();
    dataSource = createDataSource(database.settings);
    await dataSource.initialize();
    await migrate(dataSource);
  });

  beforeEach(() => {
    profile = `profile${randomBytes(4).toString('hex')}`;
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('rotates: the new key signs, and tokens of the old one stay valid', async () => {
    const one = replica();
    const old = await signedBy(one);
    const rotated = await one.rotating.rotate(profile, 'now');
    const fresh = await signedBy(one);
    expect(rotated?.made.kid).not.toBe(rotated?.retired.kid);
    expect((await one.signer.keyOf(profile, old)).kid).toBe(rotated?.retired.kid);
    expect((await one.signer.keyOf(profile, fresh)).kid).toBe(rotated?.made.kid);
  });

  it('are not remembered: a token that was accepted is refused when its key is removed', async () => {
    const one = replica();
    const token = await signedBy(one);
    for (let time = 0; time < 3; time += 1) expect(await one.signer.verify(profile, token)).toMatchObject({ jti: 'a' });
    await dataSource.getRepository(SigningKey).delete({ profile });
    one.keys.forget(profile);
    await expect(one.signer.verify(profile, token)).rejects.toMatchObject({ code: 'token_invalid' });
  });

  it('does not rotate a key that does not exist', async () => {
    await expect(replica().rotating.rotate(profile, 'now')).resolves.toBeNull();
  });

  it('does not rotate under another master key, because other replicas could not read the new key', async () => {
    const { keys } = replica();
    const { kid } = await keys.current(profile, 'HS256');
    await expect(replica(new MasterKey(Buffer.alloc(32, 8))).rotating.rotate(profile, 'now')).rejects.toThrow();
    expect((await replica().keys.current(profile, 'HS256')).kid).toBe(kid);
  });

  it('leaves one current key when two rotate at once', async () => {
    await replica().keys.current(profile, 'HS256');
    await Promise.all([replica().rotating.rotate(profile, 'now'), replica().rotating.rotate(profile, 'now')]);
    const kids = await Promise.all(
      [replica(), replica()].map(async ({ keys }) => (await keys.current(profile, 'HS256')).kid),
    );
    expect(new Set(kids).size).toBe(1);
    const current = (await replica().keys.list()).filter((key) => key.profile === profile && key.retiredAt === null);
    expect(current.map(({ kid }) => kid)).toEqual(kids.slice(0, 1));
  });

  it('lists every key without its material, and tells which the master key opens', async () => {
    await signedBy(replica());
    await replica().rotating.rotate(profile, 'now');
    const mine = (await replica().keys.list()).filter((key) => key.profile === profile);
    expect(mine.map(({ retiredAt, readable }) => [retiredAt === null, readable])).toEqual([
      [true, true],
      [false, true],
    ]);
    expect(Object.keys(mine[0] ?? {}).sort()).toEqual([
      'alg',
      'createdAt',
      'imported',
      'kid',
      'profile',
      'readable',
      'retiredAt',
      'signsFrom',
    ]);
    const others = (await replica(new MasterKey(Buffer.alloc(32, 8))).keys.list()).filter(
      (key) => key.profile === profile,
    );
    expect(others.map(({ readable }) => readable)).toEqual([false, false]);
  });

  it('does not bring back a carried-over key that was retired', async () => {
    const material = randomBytes(32);
    const { rotating } = replica();
    await rotating.carryOver(profile, 'HS256', material);
    const rotated = await rotating.rotate(profile, 'now');
    await replica().rotating.carryOver(profile, 'HS256', material);
    expect((await replica().keys.current(profile, 'HS256')).kid).toBe(rotated?.made.kid);
    await expect(dataSource.getRepository(SigningKey).countBy({ profile })).resolves.toBe(2);
  });

  describe('published ahead', () => {
    class SetClock extends Clock {
      constructor(public moment: Date) {
        super();
      }

      override now(): Date {
        return this.moment;
      }
    }

    it('the next key waits on every replica until its start time, and then signs', async () => {
      const clock = new SetClock(new Date());
      const [one, other] = [replica(MASTER, clock), replica(MASTER, clock)];
      const { kid } = await one.keys.current(profile, 'RS256');
      const rotation = await one.rotating.rotate(profile);
      expect(rotation?.made.signsFrom).toEqual(secondsAfter(clock.moment, 120));
      for (const each of [one, other]) {
        expect((await each.keys.current(profile, 'RS256')).kid).toBe(kid);
        expect((await each.keys.all(profile)).map((key) => key.kid)).toEqual([rotation?.made.kid, kid]);
      }
      clock.moment = secondsAfter(clock.moment, 120);
      for (const each of [one, other]) expect((await each.keys.current(profile, 'RS256')).kid).toBe(rotation?.made.kid);
    });

    it('a second rotation finds the next key waiting, and --at-once lets that one sign', async () => {
      const { keys, rotating } = replica();
      await keys.current(profile, 'HS256');
      const first = await rotating.rotate(profile);
      expect((await rotating.rotate(profile))?.made.kid).toBe(first?.made.kid);
      expect((await rotating.rotate(profile, 'now'))?.made.kid).toBe(first?.made.kid);
      expect((await keys.current(profile, 'HS256')).kid).toBe(first?.made.kid);
    });

    it('an old key is replaced automatically, once for all replicas; an imported one never', async () => {
      const clock = new SetClock(new Date());
      const [one, other] = [replica(MASTER, clock), replica(MASTER, clock)];
      await one.keys.current(profile, 'HS256');
      await one.rotating.carryOver(`${profile}i`, 'HS256', randomBytes(32));
      clock.moment = secondsAfter(clock.moment, 90 * 86_400);
      await Promise.all([one.rotating.rotateDue(), other.rotating.rotateDue()]);
      await one.rotating.rotateDue();
      const keys = dataSource.getRepository(SigningKey);
      await expect(keys.countBy({ profile })).resolves.toBe(2);
      await expect(keys.countBy({ profile: `${profile}i` })).resolves.toBe(1);
    });
  });

  it.each(['HS256', 'HS512', 'RS256', 'ES256', 'EdDSA'] as const)(
    'signs with %s, and nothing else verifies it',
    async (alg) => {
      const one = replica();
      const key = await one.keys.current(profile, alg);
      const facts: TokenFacts = { subject: SUBJECT, tokenId: 'a', sessionId: 'b', issuedAt: 1, expiresAt: null, key };
      const token = one.signer.sign({ ...HS256, alg }, facts, key);
      await expect(one.signer.verify(profile, token)).resolves.toEqual({ iat: 1, jti: 'a' });
      const [header = '', claims = '', mac = ''] = token.split('.');
      await replica().keys.current(`${profile}o`, alg);
      await expect(replica().signer.verify(`${profile}o`, token)).rejects.toMatchObject({ code: 'token_invalid' });
      const flipped = `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`;
      for (const forged of [`${header}.${claims}.`, `${header}.${claims}.${flipped}`, `${header}.e30.${mac}`])
        await expect(one.signer.verify(profile, forged)).rejects.toMatchObject({ code: 'token_invalid' });
    },
  );

  it('never tries a public key as a secret, whatever the header says', async () => {
    const one = replica();
    const { verifying } = await one.keys.current(profile, 'RS256');
    const pem = verifying.export({ type: 'spki', format: 'pem' }).toString();
    for (const secret of [pem, ` ${pem}`, pem.trim(), verifying.export({ type: 'spki', format: 'der' })])
      for (const alg of ['HS256', 'hs256', 'HS512', 'none']) {
        const token = signCompact({ alg, typ: 'JWT' }, { jti: 'a' }, 'HS256', createSecretKey(Buffer.from(secret)));
        await expect(one.signer.verify(profile, token)).rejects.toMatchObject({ code: 'token_invalid' });
      }
  });

  describe('on a replica that has not seen the new key', () => {
    it('accepts its tokens at once', async () => {
      const [stale, other] = [replica(), replica()];
      await stale.keys.current(profile, 'HS256');
      await other.rotating.rotate(profile, 'now');
      await expect(stale.signer.verify(profile, await signedBy(other))).resolves.toMatchObject({ jti: 'a' });
    });

    it('keeps signing with the old one, which every replica accepts', async () => {
      const [stale, other] = [replica(), replica()];
      await signedBy(stale);
      await other.rotating.rotate(profile, 'now');
      await expect(other.signer.verify(profile, await signedBy(stale))).resolves.toMatchObject({ jti: 'a' });
    });

    it('signs with the new one when its half minute is over', async () => {
      const [stale, other] = [replica(), replica()];
      await signedBy(stale);
      const rotated = await other.rotating.rotate(profile, 'now');
      const later = Date.now() + 30_000;
      vi.spyOn(Date, 'now').mockReturnValue(later);
      expect((await stale.keys.current(profile, 'HS256')).kid).toBe(rotated?.made.kid);
    });
  });

  describe('under a flood of forged tokens', () => {
    const forged = (header: object): string =>
      [JSON.stringify(header), '{}', randomBytes(8).toString('hex')]
        .map((part) => Buffer.from(part).toString('base64url'))
        .join('.');

    async function lookUpsFor(tokens: readonly string[]): Promise<number> {
      const { keys, signer } = replica();
      await keys.current(profile, 'HS256');
      const asked = vi.spyOn(dataSource, 'getRepository');
      for (const token of tokens) {
        await expect(signer.verify(profile, token)).rejects.toMatchObject({ code: 'token_invalid' });
      }
      return asked.mock.calls.length;
    }

    it('asks the database twice a second at most', async () => {
      const began = Date.now();
      const asked = await lookUpsFor(Array.from({ length: 200 }, () => forged({ alg: 'HS256', typ: 'JWT' })));
      expect(asked).toBeGreaterThan(0);
      expect(asked).toBeLessThanOrEqual(1 + (Date.now() - began) / 500);
    });

    it('does not ask for foreign tokens, or for tokens that name a known key', async () => {
      const { kid } = await replica().keys.current(profile, 'HS256');
      const headers = [{ alg: 'none' }, { alg: 'RS256' }, { alg: 'HS256', kid }, {}];
      await expect(lookUpsFor([...headers.map(forged), '', 'a.b', 'a.b.c', '..', 'null.e30.x'])).resolves.toBe(0);
    });
  });
});
