import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD } from '../support/accounts/auth100-accounts';
import { BEHIND_PROXY, callerFrom, freshAddress } from '../support/http/callers';
import { operatorOwner } from '../support/accounts/operator-owner';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const PER_CALLER = 20;
const PER_ACCOUNT = 60;
const SIGN_UPS = 4;
const CODES = 5;
const OWNER_USERS = 3;
/** A little more than {@link PER_ACCOUNT}. */
const OWNER_CODES = PER_ACCOUNT + 2;
const CODES_TRIED = 200;
const CREDENTIALS = 100;

type Owner = Awaited<ReturnType<typeof operatorOwner>>;

describe('sign-ups and codes, in documented mode', () => {
  let service: TestService;
  let owner: Owner;

  beforeAll(async () => {
    const limits = {
      LIMIT_SIGNUPS: String(SIGN_UPS),
      LIMIT_CODES: String(CODES),
      LIMIT_OWNER_USERS: String(OWNER_USERS),
    };
    service = await startService({ ...BEHIND_PROXY, ...limits, LIMIT_OWNER_CODES: String(OWNER_CODES) });
    owner = await operatorOwner(service);
  });

  afterAll(async () => {
    await service.stop();
  });

  const signUp = (address: string) =>
    callerFrom(service, address)('POST', '/owner', {
      json: { email: freshEmail(), password: PASSWORD, owner: 'Shop' },
    });

  const createUser = (address: string, { uuid }: Owner, credential?: Owner) =>
    callerFrom(service, address)('POST', '/users', {
      json: { email: freshEmail(), ownerUuid: uuid, password: PASSWORD },
      ...(credential && { owner: credential }),
    });

  /** A user whom the owner itself created. */
  async function newUser(of: Owner): Promise<{ email: string; uuid: string; verificationCode: string }> {
    const json = { email: freshEmail(), ownerUuid: of.uuid, password: PASSWORD };
    const created = await callerFrom(service, freshAddress())('POST', '/users', { json, owner: of });
    return { ...created.json.result, email: json.email };
  }

  const forgot = (address: string, ownerUuid: string, email: string) =>
    callerFrom(service, address)('POST', '/users/request-change-password', { json: { email, ownerUuid } });

  it('attack 18: accounts are so many an address and hour, owners and users together', async () => {
    const address = freshAddress();
    for (let each = 0; each < SIGN_UPS / 2; each += 1) {
      expect((await signUp(address)).status).toBe(201);
      expect((await createUser(address, owner)).status).toBe(201);
    }
    const refused = [await signUp(address), await createUser(address, owner)];
    expect(refused.map(({ status, json }) => [status, json.code])).toEqual(Array(2).fill([429, 'rate_limited']));
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect((await signUp(freshAddress())).status).toBe(201);
  });

  it('attack 41: strangers spend another budget of an owner than the owner itself', async () => {
    const [address, busy] = [freshAddress(), await operatorOwner(service)];
    for (let each = 0; each < OWNER_USERS; each += 1) expect((await createUser(freshAddress(), busy)).status).toBe(201);
    expect((await createUser(freshAddress(), busy)).status).toBe(429);
    for (let each = 0; each < 10 * OWNER_USERS; each += 1)
      expect((await createUser(address, busy, busy)).status).toBe(201);
    expect((await createUser(address, busy, busy)).status).toBe(429);
  });

  it('attack 41: a sign-up that makes no user costs the owner nothing', async () => {
    const busy = await operatorOwner(service);
    const { email } = await newUser(busy);
    for (let each = 0; each < OWNER_USERS + 2; each += 1) {
      const json = { email, ownerUuid: busy.uuid, password: PASSWORD };
      expect((await callerFrom(service, freshAddress())('POST', '/users', { json })).status).toBe(409);
    }
    expect((await createUser(freshAddress(), busy)).status).toBe(201);
  });

  it('attack 41: one stranger neither spends the codes of an account for others nor burns one', async () => {
    const elsewhere = await operatorOwner(service);
    const { email, uuid, verificationCode } = await newUser(elsewhere);
    const stranger = callerFrom(service, freshAddress());
    for (let each = 1; each <= PER_CALLER; each += 1) {
      const json = { verificationCode: String((Number(verificationCode) + each) % 10_000).padStart(4, '0') };
      expect((await stranger('PUT', `/users/${uuid}/verify`, { json })).status).toBe(400);
    }
    expect((await stranger('PUT', `/users/${uuid}/verify`, { json: { verificationCode } })).status).toBe(429);
    const victim = callerFrom(service, freshAddress());
    expect((await victim('PUT', `/users/${uuid}/verify`, { json: { verificationCode } })).status).toBe(200);
    const one = freshAddress();
    for (let each = 0; each < CODES; each += 1) expect((await forgot(one, elsewhere.uuid, email)).status).toBe(200);
    expect((await forgot(one, elsewhere.uuid, email)).status).toBe(429);
    expect((await forgot(freshAddress(), elsewhere.uuid, email)).status).toBe(200);
  });

  it('codes are so many an address and hour, whether there is such an account or not', async () => {
    const address = freshAddress();
    const { email } = await newUser(await operatorOwner(service));
    for (let each = 0; each < CODES; each += 1) {
      expect((await forgot(address, owner.uuid, each % 2 === 0 ? freshEmail() : email)).status).toBe(404);
    }
    expect((await forgot(address, owner.uuid, email)).status).toBe(429);
  });

  it('attack 20: codes for one account are so many an hour, in every spelling and from everywhere', async () => {
    const elsewhere = await operatorOwner(service);
    const { email, uuid } = await newUser(elsewhere);
    const spellings = [email, email.toUpperCase(), email.replace('@example', '@EXAMPLE')];
    for (let each = 0; each < PER_ACCOUNT - 1; each += 1) {
      const answer = await forgot(freshAddress(), elsewhere.uuid, spellings[each % spellings.length]!);
      expect(answer.status).toBe(200);
    }
    const resend = () => callerFrom(service, freshAddress())('PUT', `/users/${uuid}/resend`, { owner: elsewhere });
    expect((await forgot(freshAddress(), elsewhere.uuid, email)).status).toBe(200);
    expect((await forgot(freshAddress(), elsewhere.uuid, email)).status).toBe(429);
    for (let each = 0; each < PER_CALLER; each += 1) expect((await resend()).status).toBe(200);
    expect((await resend()).status).toBe(429);
    expect((await forgot(freshAddress(), elsewhere.uuid, freshEmail())).status).toBe(404);
  });

  it('attack 41: invented e-mails cost an owner nothing; its own accounts get so many codes an hour', async () => {
    const busy = await operatorOwner(service);
    for (let each = 0; each < OWNER_CODES + 1; each += 1)
      expect((await forgot(freshAddress(), busy.uuid, freshEmail())).status).toBe(404);
    const [one, two] = [await newUser(busy), await newUser(busy)];
    for (let each = 0; each < OWNER_CODES; each += 1)
      expect((await forgot(freshAddress(), busy.uuid, each % 2 ? one.email : two.email)).status).toBe(200);
    expect((await forgot(freshAddress(), busy.uuid, one.email)).status).toBe(429);
    expect((await forgot(freshAddress(), busy.uuid, freshEmail())).status).toBe(429);
    expect((await forgot(freshAddress(), owner.uuid, freshEmail())).status).toBe(404);
    const resend = callerFrom(service, freshAddress())('PUT', `/users/${one.uuid}/resend`, { owner: busy });
    expect((await resend).status).toBe(200);
  });

  it('attack 41: strangers who spent the codes of an owner shut nobody out whose network logged in before', async () => {
    const busy = await operatorOwner(service);
    const [victim, other] = [await newUser(busy), await newUser(busy)];
    const home = freshAddress();
    const json = { verificationCode: victim.verificationCode };
    expect((await callerFrom(service, home)('PUT', `/users/${victim.uuid}/verify`, { json })).status).toBe(200);
    for (let each = 0; each < OWNER_CODES; each += 1)
      await forgot(freshAddress(), busy.uuid, each % 2 ? victim.email : other.email);
    expect((await forgot(freshAddress(), busy.uuid, victim.email)).status).toBe(429);
    expect((await forgot(home, busy.uuid, other.email)).status).toBe(429);
    for (let each = 0; each < CODES - 1; each += 1)
      expect((await forgot(home, busy.uuid, victim.email)).status).toBe(200);
    expect((await forgot(home, busy.uuid, victim.email)).status).toBe(429);
  });

  it('attack 13: wrong codes of one address are counted over all accounts', { timeout: 60_000 }, async () => {
    const address = freshAddress();
    const attempt = () =>
      callerFrom(service, address)('POST', '/users/request-change-password-verify', {
        json: { email: freshEmail(), ownerUuid: owner.uuid, verificationCode: '0000' },
      });
    const tried = await Promise.all(Array.from({ length: CODES_TRIED }, attempt));
    expect(new Set(tried.map(({ status }) => status))).toEqual(new Set([404]));
    expect((await attempt()).status).toBe(429);
    const verify = callerFrom(service, address);
    const { uuid, verificationCode } = await newUser(await operatorOwner(service));
    expect((await verify('PUT', `/users/${uuid}/verify`, { json: { verificationCode } })).status).toBe(429);
  });

  it('wrong owner credentials of one address are counted over all owners', { timeout: 60_000 }, async () => {
    const address = freshAddress();
    const call = (secret: string, from = address) =>
      callerFrom(service, from)('GET', '/owner/audit', { owner: { uuid: owner.uuid, secret } });
    const tried = await Promise.all(Array.from({ length: CREDENTIALS }, () => call('wrong')));
    expect(new Set(tried.map(({ status }) => status))).toEqual(new Set([401]));
    expect((await call('wrong')).status).toBe(429);
    expect((await call(owner.secret)).status).toBe(429);
    expect((await call(owner.secret, freshAddress())).status).toBe(200);
  });
});

describe('codes, in hardened mode', () => {
  let service: TestService;
  let owner: Owner;

  beforeAll(async () => {
    service = await startService({ ...HARDENED_ENV, ...BEHIND_PROXY });
    owner = await operatorOwner(service);
  });

  afterAll(async () => {
    await service.stop();
  });

  async function userEmail(): Promise<string> {
    const email = freshEmail();
    const json = { email, ownerUuid: owner.uuid, password: 'correct-horse-battery' };
    const { uuid, verificationCode } = (await service.request('POST', '/users', { json, owner })).json.result;
    await service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
    return email;
  }

  /** What is answered to one thing after another. */
  async function answers(times: number, path: string, json: object): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let each = 0; each < times; each += 1) {
      const { status, json: body } = await callerFrom(service, freshAddress())('POST', path, { json });
      found.push([status, body]);
    }
    return found;
  }

  it.each(['owner', 'users'])(
    'attack 18: asked for of %s, run out alike whether there is an account or not',
    async (kind) => {
      const known = kind === 'owner' ? owner.email : await userEmail();
      const ask = (email: string) =>
        answers(PER_ACCOUNT + 2, `/${kind}/request-change-password`, { email, ownerUuid: owner.uuid });
      const [asked, stranger] = await Promise.all([ask(known), ask(freshEmail())]);
      expect(asked.slice(0, PER_ACCOUNT)).toEqual(
        Array(PER_ACCOUNT).fill([200, { result: { successful: true, verificationCodePassword: null } }]),
      );
      expect(asked.slice(PER_ACCOUNT)).toMatchObject(Array(2).fill([429, { code: 'rate_limited' }]));
      expect(stranger).toEqual(asked);
    },
  );

  it('attack 18: guessed, run out alike whether there is an account or not', { timeout: 120_000 }, async () => {
    const known = await userEmail();
    await answers(1, '/users/request-change-password', { email: known, ownerUuid: owner.uuid });
    const guess = (email: string) =>
      answers(PER_ACCOUNT + 2, '/users/request-change-password-verify', {
        email,
        ownerUuid: owner.uuid,
        verificationCode: '000000',
      });
    const [guessed, stranger] = await Promise.all([guess(known), guess(freshEmail())]);
    expect(guessed).toMatchObject([
      ...Array<unknown>(PER_ACCOUNT).fill([400, { code: 'code_invalid' }]),
      ...Array<unknown>(2).fill([429, { code: 'rate_limited' }]),
    ]);
    expect(stranger).toEqual(guessed);
  });
});
