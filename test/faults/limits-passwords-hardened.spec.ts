import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { BEHIND_PROXY, freshAddress } from '../support/http/callers';
import type { Answer } from '../support/http/http-client';
import { operatorOwner } from '../support/accounts/operator-owner';
import {
  type GuessedAccount,
  lock,
  logIn,
  pass,
  PER_NETWORK,
  stopTime,
  WRONG,
} from '../support/accounts/password-guesses';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

describe('wrong passwords, in hardened mode', () => {
  let service: TestService;
  let owner: Awaited<ReturnType<typeof operatorOwner>>;

  beforeAll(async () => {
    service = await startService({ ...HARDENED_ENV, ...BEHIND_PROXY });
    owner = await operatorOwner(service);
  });

  afterAll(async () => {
    await service.stop();
  });

  beforeEach(stopTime);
  afterEach(() => {
    vi.useRealTimers();
  });

  async function newLogin(): Promise<GuessedAccount> {
    const email = freshEmail();
    const json = { email, ownerUuid: owner.uuid, password: 'correct-horse-battery' };
    const { uuid, verificationCode } = (await service.request('POST', '/users', { json, owner })).json.result;
    await service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
    return { ownerUuid: owner.uuid, email };
  }

  /** Status, headers that differ by what happened, and body. */
  const whole = ({ status, text, headers }: Answer) => [status, headers.get('retry-after'), text];

  it('attack 18: a locked account answers as a wrong password and an unknown account do, also to the right one', async () => {
    const login = await newLogin();
    const unknown = await logIn(service, { ...login, email: freshEmail() }, WRONG, freshAddress());
    expect([unknown.status, unknown.json.code]).toEqual([401, 'invalid_credentials']);
    await lock(service, login);
    expect(whole(await logIn(service, login, 'correct-horse-battery', freshAddress()))).toEqual(whole(unknown));
    expect(whole(await logIn(service, login, WRONG, freshAddress()))).toEqual(whole(unknown));
    pass(60);
    expect((await logIn(service, login, 'correct-horse-battery', freshAddress())).status).toBe(200);
  });

  it('attack 18: on a locked account right and wrong ones use up the network alike', async () => {
    const login = await newLogin();
    await lock(service, login);
    const outcome = async (password: string) => {
      const address = freshAddress();
      const statuses: number[] = [];
      for (let each = 0; each < PER_NETWORK + 2; each += 1) {
        statuses.push((await logIn(service, login, password, address)).status);
      }
      return statuses;
    };
    expect(await outcome('correct-horse-battery')).toEqual(await outcome(WRONG));
  });

  it.each([
    ['unknown', () => Promise.resolve({ ownerUuid: owner.uuid, email: freshEmail() }), WRONG],
    ['wrong', newLogin, WRONG],
    ['empty', newLogin, ''],
    ['over-long', newLogin, 'x'.repeat(20_000)],
  ])('attack 18: past the limit %s ones get one answer', async (_name, login, password) => {
    const [account, address] = [await login(), freshAddress()];
    for (let each = 0; each < PER_NETWORK; each += 1) {
      expect((await logIn(service, account, password, address)).status).toBe(401);
    }
    const refused = await logIn(service, account, password, address);
    expect([refused.status, refused.json.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'rate_limited',
      '900',
    ]);
  });

  it('"not verified" and "disabled" are revealed only with the right password', async () => {
    const email = freshEmail();
    const json = { email, ownerUuid: owner.uuid, password: 'correct-horse-battery' };
    const { uuid } = (await service.request('POST', '/users', { json, owner })).json.result;
    const login = { ownerUuid: owner.uuid, email };
    const codes = async () => [
      (await logIn(service, login, WRONG, freshAddress())).json.code,
      (await logIn(service, login, 'correct-horse-battery', freshAddress())).json.code,
    ];
    expect(await codes()).toEqual(['invalid_credentials', 'not_verified']);
    await service.request('PATCH', `/users/uuid/${uuid}`, { json: { active: false }, owner });
    expect(await codes()).toEqual(['invalid_credentials', 'account_disabled']);
  });
});
