import { createHash, pbkdf2Sync } from 'node:crypto';
import { User } from '@portero/database';
import { describe, expect, it } from 'vitest';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { operatorOwner, STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { HARDENED_ENV, startService } from '../support/service/service';

/** As Django writes it, of fewer rounds: foreign-hash.spec.ts proves the format. */
const ROUNDS = 20_000;
const OLD_PASSWORD = 'contraseña de antes';
const STORED = `pbkdf2_sha1$${ROUNDS}$salt$${pbkdf2Sync(OLD_PASSWORD, 'salt', ROUNDS, 20, 'sha1').toString('base64')}`;

describe('users with the hash of another system', { timeout: 120_000 }, () => {
  it('log in with their old password, ten at once too, and have a hash of ours from then on', async () => {
    const service = await startService({ ...HARDENED_ENV, RATE_LIMITS: 'off' });
    try {
      const owner = await operatorOwner(service);
      const users = service.dataSource.getRepository(User);
      const moved = async (stored: string, label: string): Promise<string> => {
        const json = { email: freshEmail(), ownerUuid: owner.uuid, password: STRONG_PASSWORD };
        const created = await service.request('POST', '/users', { json, owner });
        const { uuid, verificationCode } = created.json.result;
        await service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
        await users.update({ uuid }, { passwordHash: stored, foreignHash: label });
        return json.email;
      };
      const logIn = async (email: string, password: string): Promise<number> =>
        (await service.request('POST', '/auth/login', { json: { email, password, ownerUuid: owner.uuid } })).status;
      const email = await moved(STORED, `pbkdf2-sha1:${ROUNDS}`);
      const before = await users.findOneByOrFail({ emailKey: email });
      expect(await logIn(email, 'wrong')).toBe(401);
      expect(await users.findOneByOrFail({ emailKey: email })).toEqual(before);
      const statuses = await Promise.all(Array.from({ length: 10 }, () => logIn(email, OLD_PASSWORD)));
      expect(statuses).toEqual(Array(10).fill(200));
      const after = await users.findOneByOrFail({ emailKey: email });
      expect([after.passwordHash?.startsWith('$argon2id$'), after.foreignHash]).toEqual([true, null]);

      const decomposed = 'contrasen\u0303a';
      const typed = await moved(createHash('sha1').update(decomposed).digest('hex'), 'sha1');
      expect(await logIn(typed, decomposed)).toBe(200);
      expect(await logIn(typed, decomposed.normalize('NFC'))).toBe(200);
    } finally {
      await service.stop();
    }
  });
});
