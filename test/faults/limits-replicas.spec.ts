import { Queries } from '@portero/database';
import { currentRequest } from '@portero/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_URL } from '@libs/database/testing/scratch-database';
import {
  freshEmail,
  PASSWORD,
  registerOwner,
  type TestOwner,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import {
  guess,
  type GuessedAccount,
  lock,
  logIn,
  PER_ACCOUNT,
  PER_NETWORK,
} from '../support/accounts/password-guesses';
import { BEHIND_PROXY, callerFrom, freshAddress } from '../support/http/callers';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const REQUESTS = 200;
const SIGN_UPS = 20;

const ENV = {
  ...BEHIND_PROXY,
  LIMIT_STORE: 'postgres',
  // A busy machine is no store that is away.
  LIMIT_STORE_TIMEOUT: '10000',
  LIMIT_REQUESTS: String(REQUESTS),
  LIMIT_SIGNUPS: String(SIGN_UPS),
  MASTER_KEY: HARDENED_ENV['MASTER_KEY']!,
};

describe.skipIf(SERVER_URL === null)('limits of two replicas on one database', () => {
  let a: TestService;
  let b: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    a = await startService(ENV);
    const { database } = a.settings;
    b = await startService({ ...ENV, DATABASE_URL: database.kind === 'server' ? database.url : '' });
    // As many users as the specs need, from an address that is no caller of theirs.
    owner = await registerOwner(a);
  });

  afterAll(async () => {
    await a.stop();
    await b.stop();
  });

  async function newLogin(): Promise<GuessedAccount> {
    return { ownerUuid: owner.uuid, email: (await verifiedUser(a, owner)).email };
  }

  it('wrong passwords are counted together, and the right one is refused by both at once', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    const statuses = [];
    for (let each = 0; each < PER_NETWORK; each += 1)
      statuses.push(...(await guess(each % 2 === 0 ? a : b, login, 1, address)));
    expect(statuses).toEqual(Array(PER_NETWORK).fill(401));
    for (const replica of [a, b]) {
      const refused = await logIn(replica, login, PASSWORD, address);
      expect([refused.status, refused.json.code]).toEqual([429, 'rate_limited']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
    }
    expect((await logIn(b, login, PASSWORD, freshAddress())).status).toBe(200);
  });

  it('an account that one locked is locked at the other, which lets a familiar network in', async () => {
    const [login, home] = [await newLogin(), freshAddress()];
    expect((await logIn(b, login, PASSWORD, home)).status).toBe(200);
    await lock(a, login);
    const abroad = await logIn(b, login, PASSWORD, freshAddress());
    expect(abroad.status).toBe(429);
    expect(Number(abroad.headers.get('retry-after'))).toBeGreaterThan(50);
    expect((await logIn(b, login, PASSWORD, home)).status).toBe(200);
  });

  it('a right password at one is a new beginning at the other', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    await guess(a, login, 5, address);
    await guess(b, login, PER_NETWORK - 6, address);
    expect((await logIn(a, login, PASSWORD, address)).status).toBe(200);
    expect(await guess(b, login, PER_NETWORK, address)).toEqual(Array(PER_NETWORK).fill(401));
    expect((await logIn(a, login, PASSWORD, address)).status).toBe(429);
  });

  it('of parallel guesses at both no more than ten learn whether they were right', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    const guesses = Array.from({ length: 40 }, (_, index) => guess(index % 2 === 0 ? a : b, login, 1, address));
    const statuses = (await Promise.all(guesses)).flat();
    expect(statuses.filter((status) => status === 401)).toHaveLength(PER_NETWORK);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40 - PER_NETWORK);
  });

  it('wrong passwords from everywhere lock once, whoever counted them', async () => {
    const login = await newLogin();
    for (let each = 0; each < PER_ACCOUNT; each += 1)
      expect(await guess(each % 2 === 0 ? a : b, login, 1, freshAddress())).toEqual([401]);
    for (const replica of [a, b]) expect((await logIn(replica, login, PASSWORD, freshAddress())).status).toBe(429);
  });

  it('accounts of a caller are counted together', async () => {
    const address = freshAddress();
    const signUp = async (replica: TestService) => {
      const json = { email: freshEmail(), password: PASSWORD, ownerUuid: owner.uuid };
      return (await callerFrom(replica, address)('POST', '/users', { json })).status;
    };
    for (let each = 0; each < SIGN_UPS; each += 1) expect(await signUp(each % 2 === 0 ? a : b)).toBe(201);
    expect([await signUp(a), await signUp(b)]).toEqual([429, 429]);
  });

  it('requests of a caller are counted together, a moment later', async () => {
    const address = freshAddress();
    const ask = async (replica: TestService) => (await callerFrom(replica, address)('GET', '/roles')).status;
    for (let each = 0; each < REQUESTS; each += 1) expect(await ask(a)).toBe(200);
    expect(await ask(a)).toBe(429);
    let passed = 0;
    await expect
      .poll(
        async () => {
          const status = await ask(b);
          if (status === 200) passed += 1;
          return status;
        },
        { interval: 50, timeout: 15_000 },
      )
      .toBe(429);
    expect(passed).toBeLessThan(REQUESTS / 2);
  });

  it('wrong credentials of a caller are counted together, a moment later', async () => {
    const address = freshAddress();
    const introspect = async (replica: TestService, secret: string) => {
      const sending = { owner: { uuid: owner.uuid, secret }, form: { token: 'x' } };
      return (await callerFrom(replica, address)('POST', '/oauth/introspect', sending)).status;
    };
    for (let each = 0; each < 100; each += 1) expect(await introspect(a, 'wrong')).toBe(401);
    expect(await introspect(a, owner.secret)).toBe(429);
    await expect.poll(() => introspect(b, owner.secret), { interval: 50, timeout: 15_000 }).toBe(429);
  });

  it('a log-in asks once, and checking tokens never', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    const statements: string[] = [];
    const end = b.app.get(Queries).observe((text, name) => {
      if (currentRequest() !== null) statements.push(name ?? text);
    });
    const { json } = await callerFrom(b, address)('POST', '/auth/login', { json: { ...login, password: PASSWORD } });
    const { accessToken, refreshToken } = json.result;
    expect(statements.filter((each) => !each.includes('signing'))).toEqual([
      expect.stringMatching(/^find-account-by-/u),
      'read-limit-counts',
      'begin-session',
    ]);
    statements.length = 0;
    const call = callerFrom(b, address);
    expect((await call('GET', '/forward-auth', { bearer: accessToken })).status).toBe(200);
    expect((await call('POST', '/oauth/introspect', { owner, form: { token: accessToken } })).status).toBe(200);
    expect((await call('POST', '/auth/refresh', { json: { refreshToken } })).status).toBe(200);
    end();
    expect(statements.filter((each) => each.includes('limit'))).toEqual([]);
  });
});
