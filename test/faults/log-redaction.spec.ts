import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CapturedLog } from '../support/service/captured-log';
import { basic, send } from '../support/http/http-client';
import { operatorOwner } from '../support/accounts/operator-owner';
import { plantUser } from '../support/accounts/planted-accounts';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Something that is easily found again. */
const mark = (kind: string) => `${kind}${randomBytes(6).toString('hex')}`;

/** A request of any operation, with secrets wherever one can be. */
interface Stuffed {
  readonly method: string;
  readonly path: string;
}

/**
 * Everything that is sent and received here must not be found in the log. Values of ours that stand in logs on purpose
 * (request ids, routes, SQLSTATEs) are never among them.
 */
describe.each(['documented', 'hardened'] as const)('the log, in %s mode', { timeout: 120_000 }, (mode) => {
  const log = new CapturedLog();
  const secrets = new Set<string>();
  let service: TestService;
  let operations: readonly Stuffed[];

  beforeAll(async () => {
    // Long codes: a short one could stand in the log by chance.
    const env = { CODE_LENGTH: '10', SHOOP_SIGNUP: 'open', RATE_LIMITS: 'on' };
    service = await startService({ ...(mode === 'hardened' ? HARDENED_ENV : {}), ...env }, undefined, log.logger);
    operations = Object.entries(service.document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method] !== undefined).map((method) => ({ method: method.toUpperCase(), path })),
    );
  });

  afterAll(async () => {
    await service.stop();
  });

  const secret = (value: string): string => {
    secrets.add(value);
    return value;
  };

  /** Fields by all the names that any dialect knows, filled with secrets, in two ways of being wrong. */
  function fields(): Record<string, string> {
    const email = secret(`${mark('mail')}@example.com`);
    return {
      email,
      username: email,
      password: secret(mark('pass')),
      ownerUuid: '00000000-0000-4000-8000-000000000000',
      verificationCode: secret(mark('code')),
      verificationCodePassword: secret(mark('code')),
      refreshToken: secret(mark('refresh')),
      refresh_token: secret(`def50200${randomBytes(30).toString('hex')}`),
      refresh: secret(mark('refresh')),
      token: secret(mark('token')),
      fb_token: secret(mark('fb')),
      fb_uid: secret(mark('fb')),
      gcm_id: secret(mark('gcm')),
      mailReplyTo: secret(mark('reply')),
      owner: 'Shop',
      name: 'Ana',
      id_location: '1',
    };
  }

  /** Sends an operation with secrets in its path, query, headers and body. */
  async function stuff({ method, path }: Stuffed, more: Record<string, string> = {}): Promise<number> {
    const real = path.replace(/\{[^}]+\}/gu, () => secret(mark('path')));
    const headers = {
      'content-type': 'application/json',
      'x-api-key': secret(mark('key')),
      key: secret(mark('key')),
      'user-access-token': secret(mark('token')),
      cookie: `session=${secret(mark('cookie'))}`,
      referer: `https://example.com/?token=${secret(mark('referer'))}`,
      'x-forwarded-for': '198.18.0.1',
      authorization: `Bearer ${secret(mark('bearer'))}`,
      ...more,
    };
    const body = method === 'GET' ? {} : { raw: JSON.stringify(fields()) };
    const query = new URLSearchParams({ cursor: secret(mark('cursor')), token: secret(mark('query')) });
    return (await send(service.origin, method, `${real}?${query.toString()}`, { headers, ...body })).status;
  }

  function found(): string[] {
    const { text } = log;
    return [...secrets].filter((value) => text.includes(value));
  }

  it('holds no secret of any request, whether it is refused for its credential, its fields or its syntax', async () => {
    const credential = { uuid: '00000000-0000-4000-8000-000000000000', secret: secret(mark('secret')) };
    secret(basic(credential).split(' ')[1]!);
    for (const operation of operations) {
      await stuff(operation);
      await stuff(operation, { authorization: basic(credential) });
      await stuff(operation, { 'content-type': `text/${secret(mark('type'))}` });
      const broken = `{"password": "${secret(mark('broken'))}`;
      await send(service.origin, operation.method, operation.path, {
        headers: { 'content-type': 'application/json' },
        ...(operation.method === 'GET' ? {} : { raw: broken }),
      });
    }
    await send(service.origin, 'GET', `/${secret(mark('nowhere'))}`);
    await send(service.origin, 'GET', `/users/%${secret(mark('zz'))}`);
    expect(log.requests.length).toBeGreaterThan(4 * operations.length);
    expect(found()).toEqual([]);
  });

  it('holds no secret of a life that succeeds', async () => {
    const owner = await operatorOwner(service);
    const [email, password] = [secret(`${mark('mail')}@example.com`), secret(mark('pass'))];
    [owner.secret, owner.email, owner.password, basic(owner).split(' ')[1]!].forEach(secret);
    const account = { email, ownerUuid: owner.uuid };
    const result = async (method: string, path: string, sending: object) =>
      (await service.request(method, path, sending)).json.result;
    const created = await result('POST', '/users', { json: { ...account, password }, owner });
    const { verificationCode } = created;
    const first = await result('PUT', `/users/${created.uuid}/verify`, { json: { verificationCode } });
    const second = await result('POST', '/auth/login', { json: { ...account, password } });
    const third = await result('POST', '/auth/refresh', { json: { refreshToken: second.refreshToken } });
    const forgotten = await result('POST', '/users/request-change-password', { json: account, owner });
    const change = {
      ...account,
      verificationCodePassword: forgotten.verificationCodePassword,
      password: secret(mark('pass')),
    };
    expect((await service.request('PUT', '/users/change-password', { json: change })).status).toBe(200);
    const rotated = await result('POST', '/owner/rotate-secret', {
      json: { email: owner.email, ownerUuid: owner.uuid, password: owner.password },
    });
    const tokens = [first, second, third].flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
    [verificationCode, forgotten.verificationCodePassword, rotated.secret, ...tokens].forEach((value: string) =>
      secret(value),
    );
    const planted = await plantUser(service, { email: secret(`${mark('mail')}@example.com`), password });
    const others = [
      await send(service.origin, 'POST', '/api/login', { json: { email: planted.email, password } }),
      await send(service.origin, 'POST', '/api/v1/login', { json: { username: planted.email, password } }),
      await send(service.origin, 'POST', '/api/token/', { json: { email: planted.email, password } }),
      await send(service.origin, 'POST', '/api/v2/auth/login', { form: { email: planted.email, password } }),
    ];
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const { text } of others) for (const [token] of text.matchAll(/[\w-]{30,}(?:\.[\w-]+)*/gu)) secret(token);
    expect(secrets.size).toBeGreaterThan(200);
    expect(found()).toEqual([]);
  });

  it('holds no secret of requests that fail inside, not even what the database says of them', async () => {
    const { dataSource } = service;
    await dataSource.query(`CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'refused % %', NEW.email, NEW.password_hash; END $$`);
    await dataSource.query('CREATE TRIGGER tell BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION tell()');
    const owner = await operatorOwner(service);
    secret(owner.secret);
    const json = {
      email: secret(`${mark('mail')}@example.com`),
      ownerUuid: owner.uuid,
      password: secret(mark('pass')),
    };
    expect((await service.request('POST', '/users', { json, owner })).status).toBe(500);
    await dataSource.query('DROP TRIGGER tell ON users');
    for (const table of ['users', 'owners', 'issued_tokens', 'roles']) {
      await dataSource.query(`ALTER TABLE ${table} RENAME TO ${table}_gone`);
    }
    const statuses = new Set<number>();
    for (const operation of operations) {
      statuses.add(await stuff(operation));
      statuses.add(await stuff(operation, { authorization: basic({ ...owner, secret: secret(mark('secret')) }) }));
    }
    expect(statuses).toContain(500);
    const failures = log.lines.filter(({ context }) => context === 'Failure');
    expect(failures.length).toBeGreaterThan(1);
    for (const { msg } of failures) expect(msg).toMatch(/^QueryFailedError \w{5}.*\n {4}at /u);
    expect(found()).toEqual([]);
  });

  it('is the only output: nothing else is printed', async () => {
    const prints = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
    for (const operation of operations) await stuff(operation);
    for (const print of prints) expect(print).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});
