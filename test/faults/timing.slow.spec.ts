import { hash } from 'argon2';
import { User } from '@portero/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { operatorOwner, STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

/** Measurements of each kind; they take turns, so that what else the machine does falls on all of them. */
const ROUNDS = 41;

/**
 * How many times longer the slower kind may take. Far from a proof of equality, and well below what separates a look-up in
 * vain from writing down a code and a mail, or no hash from one.
 */
const BOUND = 1.6;

/** Refused codes take at least 100 ms, so that what is left between the kinds is the jitter of a timer. */
const BOUND_OF_CODES = 1.3;

type Kinds = Readonly<Record<string, () => Promise<unknown>>>;

/** The middle of the times of each kind, in milliseconds, all measured in one run. */
async function medians(kinds: Kinds): Promise<Readonly<Record<string, number>>> {
  const times = new Map(Object.keys(kinds).map((kind) => [kind, [] as number[]]));
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const [kind, work] of Object.entries(kinds)) {
      const begun = performance.now();
      await work();
      if (round >= 0) times.get(kind)?.push(performance.now() - begun);
    }
  }
  return Object.fromEntries(
    [...times].map(([kind, each]) => [kind, each.sort((a, b) => a - b)[(ROUNDS - 1) / 2] ?? 0]),
  );
}

async function expectLevel(kinds: Kinds, bound = BOUND): Promise<void> {
  const middle = await medians(kinds);
  const [fastest, slowest] = [Math.min(...Object.values(middle)), Math.max(...Object.values(middle))];
  expect(slowest / fastest, JSON.stringify(middle)).toBeLessThan(bound);
}

describe(
  'attack 18: in hardened mode the time of an answer does not tell who has an account',
  { timeout: 180_000 },
  () => {
    let service: TestService;
    let owner: Awaited<ReturnType<typeof operatorOwner>>;

    beforeAll(async () => {
      // Hashes as cheap as these leave nothing for other differences to hide behind.
      service = await startService(HARDENED_ENV);
      owner = await operatorOwner(service);
    });

    afterAll(async () => {
      await service.stop();
    });

    async function userEmail(): Promise<string> {
      const email = freshEmail();
      const json = { email, ownerUuid: owner.uuid, password: STRONG_PASSWORD };
      const { uuid, verificationCode } = (await service.request('POST', '/users', { json, owner })).json.result;
      await service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
      return email;
    }

    async function answer(status: number, method: string, path: string, json: object): Promise<void> {
      const { status: actual, text } = await service.request(method, path, {
        json: { ownerUuid: owner.uuid, ...json },
      });
      if (actual !== status) throw new Error(`${path} answered ${actual}: ${text}`);
    }

    it('at log-in: unknown, wrong, empty, over-long, and with a cheaper hash from before', async () => {
      const [known, old] = [await userEmail(), await userEmail()];
      const cheap = await hash(STRONG_PASSWORD, { memoryCost: 64, timeCost: 1, parallelism: 1 });
      await service.dataSource.getRepository(User).update({ emailKey: old }, { passwordHash: cheap });
      const logIn = (email: () => string, password: string) => () =>
        answer(401, 'POST', '/auth/login', { email: email(), password });
      await expectLevel({
        unknown: logIn(freshEmail, 'wrong'),
        wrong: logIn(() => known, 'wrong'),
        empty: logIn(() => known, ''),
        overlong: logIn(() => known, 'x'.repeat(10_000)),
        cheaper: logIn(() => old, 'wrong'),
      });
    });

    it('at the password of an owner', async () => {
      const rotate = (email: () => string) => () =>
        answer(401, 'POST', '/owner/rotate-secret', { email: email(), password: 'wrong' });
      await expectLevel({ unknown: rotate(freshEmail), known: rotate(() => owner.email) });
    });

    it.each(['users', 'owner'])('at a request for a password code of %s', async (kind) => {
      const known = kind === 'owner' ? owner.email : await userEmail();
      const request = (email: () => string) => () =>
        answer(200, 'POST', `/${kind}/request-change-password`, { email: email() });
      await expectLevel({ unknown: request(freshEmail), known: request(() => known) });
    });

    it.each([
      ['POST', '/users/request-change-password-verify'],
      ['PUT', '/users/change-password'],
      ['PUT', '/owner/change-password'],
    ])('at a wrong code: %s %s', async (method, path) => {
      const known = path.startsWith('/owner') ? owner.email : await userEmail();
      const kind = path.startsWith('/owner') ? 'owner' : 'users';
      await answer(200, 'POST', `/${kind}/request-change-password`, { email: known });
      const codes = {
        verificationCode: '000000',
        verificationCodePassword: '000000',
        password: 'another-long-password',
      };
      const attempt = (email: () => string) => () => answer(400, method, path, { email: email(), ...codes });
      await expectLevel({ unknown: attempt(freshEmail), known: attempt(() => known) }, BOUND_OF_CODES);
    });
  },
);
