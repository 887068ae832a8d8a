import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  freshEmail,
  PASSWORD,
  registerOwner,
  type TestOwner,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { BEHIND_PROXY, callerFrom, freshAddress } from '../support/http/callers';
import {
  guess,
  type GuessedAccount,
  lock,
  logIn,
  pass,
  PER_ACCOUNT,
  PER_NETWORK,
  stopTime,
  WRONG,
} from '../support/accounts/password-guesses';
import { plantUser } from '../support/accounts/planted-accounts';
import { startService, type TestService } from '../support/service/service';

const QUARTER = 900;

describe('wrong passwords, in documented mode', () => {
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    service = await startService(BEHIND_PROXY);
    owner = await registerOwner(service);
  });

  afterAll(async () => {
    await service.stop();
  });

  beforeEach(stopTime);
  afterEach(() => {
    vi.useRealTimers();
  });

  async function newLogin(): Promise<GuessedAccount> {
    const { email } = await verifiedUser(service, owner);
    return { ownerUuid: owner.uuid, email };
  }

  it('attack 19: are ten for an account and network in a quarter of an hour; then the right one is refused, too', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    expect(await guess(service, login, PER_NETWORK, address)).toEqual(Array(PER_NETWORK).fill(401));
    const refused = await logIn(service, login, PASSWORD, address);
    expect([refused.status, refused.json.code]).toEqual([429, 'rate_limited']);
    expect(refused.headers.get('retry-after')).toBe(String(QUARTER));
    expect(refused.headers.get('ratelimit-policy')).toBe(`"passwords";q=${PER_NETWORK};w=${QUARTER}`);
    expect(refused.headers.get('ratelimit')).toBe(`"passwords";r=0;t=${QUARTER}`);
    expect((await logIn(service, login, PASSWORD, freshAddress())).status).toBe(200);
    pass(QUARTER);
    expect((await logIn(service, login, PASSWORD, address)).status).toBe(200);
  });

  it('attack 19: what is tried meanwhile does not put the end off', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    await guess(service, login, PER_NETWORK, address);
    pass(QUARTER - 1);
    expect(await guess(service, login, 5, address)).toEqual(Array(5).fill(429));
    pass(1);
    expect((await logIn(service, login, PASSWORD, address)).status).toBe(200);
  });

  it('are forgotten for the network that the right one comes from', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    await guess(service, login, PER_NETWORK - 1, address);
    expect((await logIn(service, login, PASSWORD, address)).status).toBe(200);
    expect(await guess(service, login, PER_NETWORK, address)).toEqual(Array(PER_NETWORK).fill(401));
  });

  it('attack 20: share one count over upper and lower case and Unicode variants of the name', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    const [local = '', domain = ''] = login.email.split('@');
    const fullWidth = local.replace(/^u/u, 'ｕ');
    const variants = [
      login.email,
      login.email.toUpperCase(),
      `${local}@${domain.toUpperCase()}`,
      `${fullWidth}@${domain}`,
    ];
    const tried = Array.from({ length: PER_NETWORK }, (_, index) => variants[index % variants.length]!);
    for (const email of tried) expect(await guess(service, { ...login, email }, 1, address)).toEqual([401]);
    for (const email of variants)
      expect((await logIn(service, { ...login, email }, PASSWORD, address)).status).toBe(429);
  });

  it('attack 18: are counted alike for accounts that do not exist', async () => {
    const [login, address] = [{ ownerUuid: owner.uuid, email: freshEmail() }, freshAddress()];
    expect(await guess(service, login, PER_NETWORK, address)).toEqual(Array(PER_NETWORK).fill(404));
    const refused = await logIn(service, { ...login, email: login.email.toUpperCase() }, WRONG, address);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, String(QUARTER)]);
  });

  it('attack 13: of parallel guesses no more than ten learn whether they were right', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    const guesses = Array.from({ length: 40 }, (_, index) =>
      logIn(service, login, index === 39 ? PASSWORD : WRONG, address),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(PER_NETWORK + 1);
    expect((await logIn(service, login, PASSWORD, address)).status).toBe(429);
  });

  it('attack 13: are no limit for right ones, however many come at once', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    const answers = await Promise.all(Array.from({ length: 30 }, () => logIn(service, login, PASSWORD, address)));
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
  });

  it('attack 13: share one count over all dialects', async () => {
    const user = await plantUser(service, { username: `ana${Date.now()}` });
    const address = freshAddress();
    const call = callerFrom(service, address);
    const { email, username } = user;
    const attempts = (password: string) => [
      () => call('POST', '/api/login', { json: { email, password } }),
      () => call('POST', '/api/v1/login', { json: { username, password } }),
      () => call('POST', '/api/token/', { json: { email, password } }),
      () => call('POST', '/api/v2/auth/login', { form: { email, password } }),
    ];
    const wrong = attempts(WRONG);
    for (let each = 0; each < PER_NETWORK; each += 1)
      expect((await wrong[each % wrong.length]!()).status).not.toBe(429);
    for (const attempt of attempts(PASSWORD)) {
      const answer = await attempt();
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, String(QUARTER)]);
    }
  });

  it('lock an account that gets too many from everywhere, but not for a network that it got in from before', async () => {
    const [login, home] = [await newLogin(), freshAddress()];
    expect((await logIn(service, login, PASSWORD, home)).status).toBe(200);
    await lock(service, login);
    const abroad = await logIn(service, login, PASSWORD, freshAddress());
    expect([abroad.status, abroad.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await logIn(service, login, PASSWORD, home)).status).toBe(200);
  });

  it(
    'attack 19: lock for a minute, then for longer, and never for more than a quarter of an hour',
    { timeout: 60_000 },
    async () => {
      const login = await newLogin();
      const waits: number[] = [];
      for (let each = 0; each < 6; each += 1) {
        await lock(service, login);
        const refused = await logIn(service, login, PASSWORD, freshAddress());
        waits.push(Number(refused.headers.get('retry-after')));
        expect(await guess(service, login, 3, freshAddress())).toEqual([429, 429, 429]);
        pass(waits.at(-1)!);
        expect((await logIn(service, login, PASSWORD, freshAddress())).status).toBe(200);
      }
      expect(waits).toEqual([60, 120, 240, 480, 900, 900]);
    },
  );

  it('attack 19: count no more once the password was changed with a mailed code', async () => {
    const [login, address] = [await newLogin(), freshAddress()];
    await guess(service, login, PER_NETWORK, address);
    await lock(service, login);
    const call = callerFrom(service, address);
    const requested = await call('POST', '/users/request-change-password', { json: login });
    const { verificationCodePassword } = requested.json.result;
    const json = { ...login, verificationCodePassword, password: 'Another-123' };
    expect((await call('PUT', '/users/change-password', { json })).status).toBe(200);
    expect((await logIn(service, login, 'Another-123', address)).status).toBe(200);
  });

  it('attack 19: are limited where an owner gives its password, too', async () => {
    const other = await registerOwner(service);
    const rotate = (password: string, address: string) =>
      callerFrom(service, address)('POST', '/owner/rotate-secret', {
        json: { email: other.email, ownerUuid: other.uuid, password },
      });
    const address = freshAddress();
    for (let each = 0; each < PER_NETWORK; each += 1) expect((await rotate(WRONG, address)).status).toBe(401);
    expect((await rotate(PASSWORD, address)).status).toBe(429);
    expect((await rotate(PASSWORD, freshAddress())).status).toBe(200);
  });
});

describe('RATE_LIMITS=off', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ ...BEHIND_PROXY, RATE_LIMITS: 'off' });
  });

  afterAll(async () => {
    await service.stop();
  });

  it('stops limits and lock-outs', async () => {
    const owner = await registerOwner(service);
    const { email } = await verifiedUser(service, owner);
    const login = { ownerUuid: owner.uuid, email };
    const address = freshAddress();
    expect(await guess(service, login, PER_ACCOUNT + 5, address)).toEqual(Array(PER_ACCOUNT + 5).fill(401));
    expect((await logIn(service, login, PASSWORD, address)).status).toBe(200);
  });
});
