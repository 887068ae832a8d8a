import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TokenSigner } from '@portero/identity';
import { describe, expect, it } from 'vitest';
import { registerOwner, verifiedUser } from '../support/accounts/auth100-accounts';
import { LAUNCHER, porteroProcess } from '../support/service/portero-command';
import { startService } from '../support/service/service';
import { createTestDatabase } from '../support/postgres/test-database';

describe('the portero command, in real time', async () => {
  const databaseUrl = await createTestDatabase();

  it('is what `npx portero` starts, with nothing but its answer on standard output', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portero-npx-'));
    const { exitCode, out, err } = await porteroProcess({ DATA_DIR: folder }, LAUNCHER).run(['doctor', '--json']);
    rmSync(folder, { recursive: true, force: true });
    expect([exitCode, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ ok: true });
  });

  if (databaseUrl === null) return;
  const env = { DATABASE_URL: databaseUrl, MASTER_KEY: 'CzBVep/E6Q4zWH2ix+wRNltAZYqv1Pkea0ONuN0CJ0w=' };
  const portero = porteroProcess(env);

  it('migrates once, however many begin at the same time', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => portero.json<{ migrated: string[] }>(['migrate'])));
    expect(outcomes.filter(({ migrated }) => migrated.length > 0)).toHaveLength(1);
  });

  it('has a running service sign with the new key within half a minute', async () => {
    const service = await startService(env);
    try {
      const owner = await registerOwner(service);
      const user = await verifiedUser(service, owner);
      const { made } = await portero.json(['keys', 'rotate', 'auth100', '--at-once']);
      const signer = service.app.get(TokenSigner, { strict: false });
      await delay(30_500);
      const json = { refreshToken: user.refreshToken };
      const { status, json: answer } = await service.request('POST', '/auth/refresh', { json });
      expect(status).toBe(200);
      expect((await signer.keyOf('auth100', answer.result.accessToken)).kid).toBe(made.kid);
    } finally {
      await service.stop();
    }
  });
});
