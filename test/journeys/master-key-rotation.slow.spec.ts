import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceMasterKey } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { type PorteroCommand, porteroHere } from '../support/service/portero-command';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';
import { createTestDatabase } from '../support/postgres/test-database';

const PATIENCE = { timeout: 240_000 };

interface Owner {
  readonly uuid: string;
  readonly secret: string;
}

/** A user that was mailed a code and has not used it. */
interface Invited {
  readonly uuid: string;
  readonly verificationCode: string;
}

/** What a user holds that has used its code. */
interface Pair {
  readonly refreshToken: string;
}

async function createOwner(portero: PorteroCommand): Promise<Owner> {
  const words = ['owners', 'create', '--email', freshEmail(), '--name', 'The shop'];
  const { owner, secret } = await portero.json(words);
  return { uuid: owner.uuid, secret };
}

async function invite(service: TestService, owner: Owner): Promise<Invited> {
  const json = { email: freshEmail(), ownerUuid: owner.uuid, password: STRONG_PASSWORD, rol: 1 };
  const { status, json: body } = await service.request('POST', '/users', { json, owner });
  expect(status).toBe(201);
  return body.result;
}

async function verify(service: TestService, owner: Owner, { uuid, verificationCode }: Invited): Promise<Pair> {
  const answer = await service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode }, owner });
  expect(answer.status).toBe(200);
  return answer.json.result;
}

async function refresh(service: TestService, { refreshToken }: Pair): Promise<Pair> {
  const answer = await service.request('POST', '/auth/refresh', { json: { refreshToken } });
  expect(answer.status).toBe(200);
  return answer.json.result;
}

/** The path of the second page of an owner's users. */
async function nextPage(service: TestService, owner: Owner): Promise<string> {
  const { headers } = await service.request('GET', `/users?owner=${owner.uuid}&limit=1`, { owner });
  return /<(?<path>[^>]+)>/u.exec(headers.get('link') ?? '')?.groups?.['path'] ?? 'no next page';
}

/** Replicas are told of the new key one by one, and no request fails meanwhile. */
function besideTheServices(databaseUrl: string): void {
  const [old, fresh] = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64')) as [string, string];
  const withKeys = (key: string, previous = '') => ({
    ...HARDENED_ENV,
    DATABASE_URL: databaseUrl,
    MASTER_KEY: key,
    MASTER_KEY_PREVIOUS: previous,
  });
  const running: TestService[] = [];
  const start = async (key: string, previous?: string) => {
    const service = await startService(withKeys(key, previous));
    running.push(service);
    return service;
  };

  afterAll(() => Promise.all(running.map((service) => service.stop())));

  it('goes from key to key without a failed request', PATIENCE, async () => {
    const portero = porteroHere(withKeys(fresh, old));
    const before = await start(old);
    const owner = await createOwner(porteroHere(withKeys(old)));
    const [early, waiting] = [await invite(before, owner), await invite(before, owner)];
    let pair = await verify(before, owner, await invite(before, owner));
    const page = await nextPage(before, owner);

    const [told, swapped] = [await start(old, fresh), await start(fresh, old)];
    await verify(told, owner, await invite(swapped, owner));
    await verify(swapped, owner, await invite(told, owner));
    await verify(swapped, owner, early);
    for (const replica of [swapped, told, swapped, before]) pair = await refresh(replica, pair);
    for (const [at, path] of [
      [swapped, page],
      [told, await nextPage(swapped, owner)],
    ] as const) {
      expect((await at.request('GET', path, { owner })).status).toBe(200);
    }

    expect((await portero.run(['doctor'])).out).toMatch(
      /^warning +keys +\d+ signing keys? and \d+ waiting mails? are/mu,
    );
    const rotated = await portero.json(['keys', 'rotate-master']);
    expect(rotated).toMatchObject({ changed: true, previous: 'MASTER_KEY_PREVIOUS' });
    expect([rotated.resealed.signingKeys, rotated.resealed.mails].every((count) => count > 0)).toBe(true);
    expect(await portero.json(['keys', 'rotate-master'])).toMatchObject({
      changed: false,
      resealed: { signingKeys: 0, mails: 0, totpSecrets: 0 },
    });
    expect((await portero.run(['keys', 'rotate-master'])).out).toMatch(/^Nothing to do: /u);
    expect((await portero.run(['doctor'])).out).toMatch(
      /^warning +keys +Nothing is sealed under MASTER_KEY_PREVIOUS/mu,
    );

    await verify(swapped, owner, waiting);
    const after = await start(fresh);
    for (const replica of [told, swapped, after]) pair = await refresh(replica, pair);
    await verify(after, owner, await invite(after, owner));
  });

  it('refuses what cannot work, and changes nothing', PATIENCE, async () => {
    const other = randomBytes(32).toString('base64');
    // The services of this process warn of their mail server wherever a command listens: a line among others.
    const alone = await porteroHere(withKeys(fresh)).run(['keys', 'rotate-master']);
    expect([alone.exitCode, alone.err]).toEqual([1, expect.stringMatching(/^MASTER_KEY_PREVIOUS is not set/mu)]);
    const wrong = await porteroHere(withKeys(other, old)).run(['keys', 'rotate-master']);
    expect([wrong.exitCode, wrong.err]).toEqual([
      3,
      expect.stringMatching(/^Neither MASTER_KEY nor MASTER_KEY_PREV/mu),
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'portero-rotation-'));
    const inFile = porteroHere({ DATABASE_URL: databaseUrl, DATA_DIR: folder });
    expect(await inFile.run(['keys', 'rotate-master', '--json'])).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('master_key_in_file'),
    });
    expect(existsSync(join(folder, 'master.key.previous'))).toBe(false);
    rmSync(folder, { recursive: true });
    await start(fresh);
  });
}

/** Where the service keeps the key itself, it is stopped for the command. */
function onAFolder(): void {
  let folder: string;
  let portero: PorteroCommand;
  const file = (name: string) => join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portero-rotation-'));
    portero = porteroHere({ DATA_DIR: folder });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function whileRunning<T>(work: (service: TestService) => Promise<T>): Promise<T> {
    const service = await startService({ DATA_DIR: folder });
    try {
      return await work(service);
    } finally {
      await service.app.close();
    }
  }

  it('creates a new key file, and existing tokens and codes keep working', PATIENCE, async () => {
    await portero.json(['migrate']);
    const owner = await createOwner(portero);
    const { invited, pair } = await whileRunning(async (service) => {
      const refused = await portero.run(['keys', 'rotate-master']);
      expect(refused.exitCode).toBe(4);
      expect(existsSync(file('master.key.previous'))).toBe(false);
      const verified = await verify(service, owner, await invite(service, owner));
      return { invited: await invite(service, owner), pair: verified };
    });
    const old = readFileSync(file('master.key'), 'utf8');

    const previous = file('master.key.previous');
    expect(await portero.json(['keys', 'rotate-master'])).toMatchObject({ changed: true, previous });
    const [key, kept] = [readFileSync(file('master.key'), 'utf8'), readFileSync(previous, 'utf8')];
    expect([kept, key === old]).toEqual([old, false]);
    expect(await portero.json(['keys', 'rotate-master'])).toMatchObject({ changed: false });
    expect(readFileSync(file('master.key'), 'utf8')).toBe(key);

    const next = await whileRunning(async (service) => {
      await verify(service, owner, invited);
      return refresh(service, pair);
    });
    rmSync(previous);
    await whileRunning((service) => refresh(service, next));
  });

  it('keeps working when the command was interrupted, and a second run completes it', PATIENCE, async () => {
    const owner = await createOwner(portero);
    const invited = await whileRunning((service) => invite(service, owner));
    replaceMasterKey(file('master.key'));
    const pair = await whileRunning((service) => verify(service, owner, invited));
    expect((await portero.run(['doctor'])).out).toMatch(
      /^warning +keys +\d+ signing key.* are sealed under .*\.previous/mu,
    );
    expect(await portero.json(['keys', 'rotate-master'])).toMatchObject({ changed: true });
    rmSync(file('master.key.previous'));
    await whileRunning((service) => refresh(service, pair));
  });
}

describe('a new master key', async () => {
  const databaseUrl = await createTestDatabase();
  if (databaseUrl === null) onAFolder();
  else besideTheServices(databaseUrl);
});
