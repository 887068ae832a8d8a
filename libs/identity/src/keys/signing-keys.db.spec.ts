import { randomBytes } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { createDataSource, migrate, type Owner, type Role, SigningKey, type User } from '@portero/database';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScratchDatabase, type ScratchDatabase } from '../../testing/scratch-database';
import { SystemClock } from '../clock';
import { SystemRandomness } from '../randomness';
import { MasterKey } from '../secrets/master-key';
import { SigningKeys } from './signing-keys.service';
import type { JwtFormat, TokenFacts, TokenSubject } from '../tokens/token-profile';
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

  /** What another process of the installation would have: the same database, its own memory. */
  function replica(masterKey = MASTER): { keys: SigningKeys; signer: TokenSigner } {
    const keys = new SigningKeys(dataSource, masterKey, new SystemClock(), new SystemRandomness());
    return { keys, signer: new TokenSigner(keys, new JwtService({})) };
  }

  async function signedBy({ keys, signer }: ReturnType<typeof replica>): Promise<string> {
    const key = await keys.current(profile, 'HS256');
    const facts: TokenFacts = { subject: SUBJECT, tokenId: 'a', issuedAt: 1, expiresAt: null, key };
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

  it('rotates: the new key signs, what the old one signed stays valid', async () => {
    const one = replica();
    const old = await signedBy(one);
    const rotated = await one.keys.rotate(profile);
    const fresh = await signedBy(one);
    expect(rotated?.made.kid).not.toBe(rotated?.retired.kid);
    expect((await one.signer.keyOf(profile, HS256, old)).kid).toBe(rotated?.retired.kid);
    expect((await one.signer.keyOf(profile, HS256, fresh)).kid).toBe(rotated?.made.kid);
  });

  it('does not rotate what there is not', async () => {
    await expect(replica().keys.rotate(profile)).resolves.toBeNull();
  });

  it('does not rotate under another master key, whose keys nobody could read', async () => {
    const { keys } = replica();
    const { kid } = await keys.current(profile, 'HS256');
    await expect(replica(new MasterKey(Buffer.alloc(32, 8))).keys.rotate(profile)).rejects.toThrow();
    expect((await replica().keys.current(profile, 'HS256')).kid).toBe(kid);
  });

  it('leaves one current key when two rotate at once', async () => {
    await replica().keys.current(profile, 'HS256');
    await Promise.all([replica().keys.rotate(profile), replica().keys.rotate(profile)]);
    const rows = await dataSource.getRepository(SigningKey).findBy({ profile });
    expect(rows.filter(({ retiredAt }) => retiredAt === null)).toHaveLength(1);
  });

  it('lists every key without its material, and tells which the master key opens', async () => {
    await signedBy(replica());
    await replica().keys.rotate(profile);
    const mine = (await replica().keys.list()).filter((key) => key.profile === profile);
    expect(mine.map(({ retiredAt, readable }) => [retiredAt === null, readable])).toEqual([
      [true, true],
      [false, true],
    ]);
    expect(Object.keys(mine[0] ?? {}).sort()).toEqual(['alg', 'createdAt', 'kid', 'profile', 'readable', 'retiredAt']);
    const others = (await replica(new MasterKey(Buffer.alloc(32, 8))).keys.list()).filter(
      (key) => key.profile === profile,
    );
    expect(others.map(({ readable }) => readable)).toEqual([false, false]);
  });

  it('does not bring a key back that was carried over once and retired since', async () => {
    const material = randomBytes(32);
    const { keys } = replica();
    await keys.carryOver(profile, 'HS256', material);
    const rotated = await keys.rotate(profile);
    await replica().keys.carryOver(profile, 'HS256', material);
    expect((await replica().keys.current(profile, 'HS256')).kid).toBe(rotated?.made.kid);
    await expect(dataSource.getRepository(SigningKey).countBy({ profile })).resolves.toBe(2);
  });

  describe('on a replica that has not seen the new key', () => {
    it('accepts its tokens at once', async () => {
      const [stale, other] = [replica(), replica()];
      await stale.keys.current(profile, 'HS256');
      await other.keys.rotate(profile);
      await expect(stale.signer.verify(profile, HS256, await signedBy(other))).resolves.toMatchObject({ jti: 'a' });
    });

    it('goes on signing with the old one, which every replica accepts', async () => {
      const [stale, other] = [replica(), replica()];
      await signedBy(stale);
      await other.keys.rotate(profile);
      await expect(other.signer.verify(profile, HS256, await signedBy(stale))).resolves.toMatchObject({ jti: 'a' });
    });

    it('signs with the new one when its half minute is over', async () => {
      const [stale, other] = [replica(), replica()];
      await signedBy(stale);
      const rotated = await other.keys.rotate(profile);
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
        await expect(signer.verify(profile, HS256, token)).rejects.toMatchObject({ code: 'token_invalid' });
      }
      return asked.mock.calls.length;
    }

    it('asks the database twice a second at most', async () => {
      const began = Date.now();
      const asked = await lookUpsFor(Array.from({ length: 200 }, () => forged({ alg: 'HS256', typ: 'JWT' })));
      expect(asked).toBeGreaterThan(0);
      expect(asked).toBeLessThanOrEqual(1 + (Date.now() - began) / 500);
    });

    it('does not ask for what is no token of ours, or names a key that is known', async () => {
      const { kid } = await replica().keys.current(profile, 'HS256');
      const headers = [{ alg: 'none' }, { alg: 'RS256' }, { alg: 'HS256', kid }, {}];
      await expect(lookUpsFor([...headers.map(forged), '', 'a.b', 'a.b.c', '..', 'null.e30.x'])).resolves.toBe(0);
    });
  });
});
