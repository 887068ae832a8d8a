import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD } from '../support/accounts/auth100-accounts';
import { freePort } from '../support/service/free-port.mjs';
import { NoAnswerError, send } from '../support/http/http-client';
import { type ServiceProcess, startProcess } from '../support/service/service-process';
import { createTestDatabase } from '../support/postgres/test-database';

const ROUNDS = 4;
const WRITERS = 4;

/** The default owner of documented mode. */
const OWNER = 'bdd339af-b926-4215-94d6-29375773695d';

/** A write that the service acknowledged: from then on it must be there. */
type Acknowledged = {
  readonly uuid: string;
  readonly email: string;
  readonly verified: boolean;
  readonly deleted: boolean;
};

describe('SIGKILL during writes', () => {
  let env: Record<string, string>;
  let folder: string;
  let port: number;
  const acknowledged = new Map<string, Acknowledged>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portero-kill-'));
    const url = await createTestDatabase();
    env = { DATA_DIR: folder, ...(url === null ? {} : { DATABASE_URL: url }) };
    port = await freePort();
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it(`loses nothing that was acknowledged, in ${ROUNDS} rounds, and leaves nothing half-written`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const service = await startProcess(port, env);
      const writers = Array.from({ length: WRITERS }, () => writeUntilKilled(service, acknowledged));
      await delay(400 + round * 350);
      await service.kill();
      await Promise.all(writers);
      await compare(await startProcess(port, env), acknowledged);
    }
    expect(acknowledged.size).toBeGreaterThan(ROUNDS);
  });
});

/** Registers, verifies and deletes users, and writes down what was answered, until the service is gone. */
async function writeUntilKilled({ origin }: ServiceProcess, acknowledged: Map<string, Acknowledged>): Promise<void> {
  try {
    for (let count = 0; ; count += 1) {
      const email = freshEmail();
      const created = await send(origin, 'POST', '/users', { json: { email, ownerUuid: OWNER, password: PASSWORD } });
      if (created.status !== 201) throw new Error(`A write failed before the kill: ${created.text}`);
      const { uuid, verificationCode } = (created.json as { result: { uuid: string; verificationCode: string } })
        .result;
      acknowledged.set(uuid, { uuid, email, verified: false, deleted: false });
      const verified = await send(origin, 'PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
      if (verified.status === 200) acknowledged.set(uuid, { uuid, email, verified: true, deleted: false });
      if (count % 3 !== 2) continue;
      // Between sending and answering, either outcome is right: it is not compared until it is known.
      acknowledged.delete(uuid);
      const deleted = await send(origin, 'DELETE', `/users/uuid/${uuid}`);
      if (deleted.status === 200) acknowledged.set(uuid, { uuid, email, verified: true, deleted: true });
    }
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
  }
}

async function compare(service: ServiceProcess, acknowledged: Map<string, Acknowledged>): Promise<void> {
  try {
    for (const { uuid, email, verified, deleted } of acknowledged.values()) {
      const found = await send(service.origin, 'GET', `/users/uuid/${uuid}`);
      expect([uuid, found.status]).toEqual([uuid, deleted ? 404 : 200]);
      if (deleted) continue;
      const { result } = found.json as { result: { email: string; active: boolean; verificationAt: string | null } };
      expect(result.email).toBe(email);
      // A verification may have been committed and not answered; an acknowledged one must be there.
      if (verified) expect(result.active).toBe(true);
      expect(result.active).toBe(result.verificationAt !== null);
    }
  } finally {
    expect(await service.stop()).toBe(0);
  }
}
