import { createHash } from 'node:crypto';
import { BeginSession } from '@portero/identity';
import { IssuedToken, Revocation, Session, User } from '@portero/database';
import { hash } from 'argon2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Auth100Profile } from '@auth/wires/auth100/auth100.profile';
import {
  PASSWORD,
  registerOwner,
  type TestOwner,
  type TestUser,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { startService, type TestService } from '../support/service/service';
import { claimsIn } from '../support/tokens/back-end';
import { atOnce, statuses } from './outcomes';

const CAP = 5;

let service: TestService;
let owner: TestOwner;

beforeAll(async () => {
  service = await startService({ SESSIONS_PER_USER: String(CAP), TRUSTED_PROXIES: '127.0.0.1' });
  owner = await registerOwner(service);
});

afterAll(() => service.stop());

afterEach(() => {
  service.clock.reset();
});

const users = () => service.dataSource.getRepository(User);

const logIn = ({ email }: Pick<TestUser, 'email'>, password = PASSWORD) =>
  service.request('POST', '/auth/login', { json: { email, ownerUuid: owner.uuid, password } });

const refresh = (refreshToken: string, from = '203.0.113.7') =>
  service.request('POST', '/auth/refresh', { json: { refreshToken }, headers: { 'x-forwarded-for': from } });

const openSessions = async ({ id }: Pick<TestUser, 'id'>) =>
  (await service.dataSource.getRepository(Session).findBy({ userId: id })).filter(({ endedAt }) => endedAt === null);

/** A hash of the password at other costs than those of today. */
const outdatedHash = () => hash(PASSWORD, { memoryCost: 2048, timeCost: 2, parallelism: 1 });

/** What says that the second hash only renewed the first. */
const linkOf = (read: string, renewed: string) => createHash('sha256').update(`${read} ${renewed}`).digest();

describe('sessions of one user', () => {
  it('are as many as SESSIONS_PER_USER at most: the oldest ends, and the others go on', async () => {
    const user = await verifiedUser(service, owner);
    const sessions = [user.refreshToken];
    for (let each = 0; each < CAP; each += 1) {
      service.clock.advance(1);
      sessions.push((await logIn(user)).json.result.refreshToken);
    }
    expect((await refresh(sessions[0]!)).status).toBe(401);
    for (const token of sessions.slice(1)) expect((await refresh(token)).status).toBe(200);
    expect(await openSessions(user)).toHaveLength(CAP);
  });

  it('never are more, however many log-ins come at once, and what ended is in the feed', async () => {
    const user = await verifiedUser(service, owner);
    const answers = await atOnce(20, () => logIn(user));
    expect(statuses(answers)).toEqual({ 200: 20 });
    expect(await openSessions(user)).toHaveLength(CAP);
    const works = await atOnce(20, (index) => refresh(answers[index]!.json.result.refreshToken));
    expect(statuses(works)).toEqual({ 200: CAP, 401: 20 - CAP });
    const ended = await service.dataSource.getRepository(Session).findBy({ userId: user.id });
    const tokens = await service.dataSource.getRepository(IssuedToken).findBy({ kind: 'access' });
    const revoked = await service.dataSource.getRepository(Revocation).find();
    const expected = tokens.filter(({ sessionId }) => ended.some(({ id, endedAt }) => id === sessionId && endedAt));
    expect(expected).toHaveLength(21 - CAP);
    for (const { sessionId } of expected) expect(revoked.some(({ tokenId }) => tokenId === sessionId)).toBe(true);
  });

  it('are counted without those that ended by themselves', async () => {
    const user = await verifiedUser(service, owner);
    await service.dataSource
      .getRepository(Session)
      .update({ userId: user.id }, { idleExpiresAt: service.clock.now(), createdAt: new Date(Date.now() + 60_000) });
    await atOnce(CAP, () => logIn(user));
    const open = await openSessions(user);
    expect(open.filter(({ idleExpiresAt }) => idleExpiresAt > service.clock.now())).toHaveLength(CAP);
  });
});

describe('log-ins while the hash of a password is renewed', () => {
  it('all succeed, ten at once', async () => {
    const user = await verifiedUser(service, owner);
    await users().update({ id: user.id }, { passwordHash: await outdatedHash() });
    expect(statuses(await atOnce(10, () => logIn(user)))).toEqual({ 200: 10 });
    expect((await logIn(user)).status).toBe(200);
  });

  it('are refused when the password changed after it was compared, also after a renewal', async () => {
    const user = await verifiedUser(service, owner);
    const [read, renewed, changed] = [await outdatedHash(), await outdatedHash(), await outdatedHash()];
    const found = Object.assign(await users().findOneByOrFail({ id: user.id }), { passwordHash: read });
    const begin = () =>
      service.app.get(BeginSession).forUser(service.app.get(Auth100Profile, { strict: false }).profile, found);
    await users().update({ id: user.id }, { passwordHash: renewed });
    await expect(begin()).rejects.toMatchObject({ code: 'wrong_password' });
    await users().update({ id: user.id }, { renewalLink: linkOf(read, renewed) });
    await expect(begin()).resolves.toBeDefined();
    await users().update({ id: user.id }, { passwordHash: changed });
    await expect(begin()).rejects.toMatchObject({ code: 'wrong_password' });
  });
});

describe('a refresh token that comes back within 10 s', () => {
  it('from the network that used it ends nothing', async () => {
    const user = await verifiedUser(service, owner);
    const next = (await refresh(user.refreshToken)).json.result.refreshToken;
    service.clock.advance(5);
    expect((await refresh(user.refreshToken)).status).toBe(401);
    expect((await refresh(next)).status).toBe(200);
  });

  it('from another network ends the session: a thief who was faster does not keep it', async () => {
    const user = await verifiedUser(service, owner);
    const stolen = (await refresh(user.refreshToken, '198.51.100.9')).json.result;
    service.clock.advance(5);
    expect((await refresh(user.refreshToken)).status).toBe(401);
    expect((await refresh(stolen.refreshToken, '198.51.100.9')).status).toBe(401);
  });
});

describe('a changed role', () => {
  const setRole = ({ uuid }: TestUser, rol: number) =>
    service.request('PATCH', `/users/uuid/${uuid}`, { owner, json: { rol } });
  const logOut = (bearer: string) => service.request('POST', '/auth/logout', { bearer });

  it('attack 46: ends access tokens that carry the old one, and a refresh brings the new one', async () => {
    const user = await verifiedUser(service, owner);
    expect((await setRole(user, 5)).status).toBe(200);
    expect((await logOut(user.accessToken)).status).toBe(401);
    const { accessToken } = (await refresh(user.refreshToken)).json.result;
    expect(claimsIn(accessToken).rol).toBe(5);
    const { jti: id } = claimsIn(user.accessToken);
    const { sessionId: tokenId } = await service.dataSource.getRepository(IssuedToken).findOneByOrFail({ id });
    expect(await service.dataSource.getRepository(Revocation).existsBy({ tokenId })).toBe(true);
    expect((await logOut(accessToken)).status).toBe(200);
  });

  it('leaves tokens alone when it is the same role', async () => {
    const user = await verifiedUser(service, owner);
    await setRole(user, 1);
    expect((await logOut(user.accessToken)).status).toBe(200);
  });

  it('is in every token that works after it, when refreshes run beside it', async () => {
    const user = await verifiedUser(service, owner);
    const [first, ...rest] = await atOnce(5, (index) => (index === 0 ? setRole(user, 4) : logIn(user)));
    expect(first!.status).toBe(200);
    for (const answer of rest) {
      const { accessToken } = answer.json.result;
      if (claimsIn(accessToken).rol !== 4) expect((await logOut(accessToken)).status).toBe(401);
    }
  });
});
