import type { States } from './replay-examples';
import { codes, nobody, ofOwner, ofSession, ofUser, PRINTED, wrong } from './auth100-printed';
import { Auth100Stage, STAGE_PASSWORD, type StagedOwner, type StagedSession } from './auth100-stage';
import type { Given } from './substitution';

const CODE_LIFE = 901;
const ACCESS_LIFE = 601;
const IDLE_LIFE = 31 * 86_400;
const LATER_THAN_A_DOUBLE_SUBMIT = 60;

type Made = Promise<Given>;

/** States without users. */
const OWNER_STATES: Readonly<Record<string, (stage: Auth100Stage) => Made>> = {
  'nobody yet': () => Promise.resolve(nobody()),
  'an owner who is not verified': async (stage) => {
    const owner = await stage.owner({ verified: false });
    return ofOwner(owner, codes('9946', owner.verificationCode));
  },
  'an owner with a password who is not verified': async (stage) => {
    const owner = await stage.owner({ verified: false });
    await stage.setOwnerPassword(owner);
    return ofOwner(owner);
  },
  'an owner whose code has expired': async (stage) => {
    const owner = await stage.earlier(CODE_LIFE, () => stage.owner({ verified: false }));
    return ofOwner(owner, codes('9946', owner.verificationCode));
  },
  'an owner whose code was tried too often': async (stage) => {
    const owner = await stage.owner({ verified: false });
    const verificationCode = wrong(owner.verificationCode);
    await stage.exhaust('PUT', `/owner/${owner.uuid}/verify`, { verificationCode });
    return ofOwner(owner, codes('9946', owner.verificationCode));
  },
  'an owner': async (stage) => ofOwner(await stage.owner()),
  'an owner with a password': async (stage) => {
    const owner = await stage.owner();
    await stage.setOwnerPassword(owner);
    return ofOwner(owner);
  },
  'an owner with users': async (stage) => ofOwner(await stage.houseOwner()),
  'two owners': async (stage) => {
    const [owner, other] = [await stage.owner(), await stage.owner()];
    return ofOwner(owner, { [PRINTED.otherOwner]: other.uuid, [PRINTED.otherSecret]: other.secret });
  },
  'an owner with a client': async (stage) => {
    const owner = await stage.owner();
    const { clientId, secret } = await stage.client(owner);
    return ofOwner(owner, { [PRINTED.client]: clientId, [PRINTED.clientSecret]: secret });
  },
  'an owner with a webhook': async (stage) => {
    const owner = await stage.owner();
    return ofOwner(owner, { [PRINTED.webhook]: await stage.webhook(owner) });
  },
  'an owner with a password code': async (stage) => {
    const owner = await stage.owner();
    return ofOwner(owner, codes('1878', await stage.ownerPasswordCode(owner)));
  },
  'an owner whose password code has expired': async (stage) => {
    const owner = await stage.owner();
    return ofOwner(owner, codes('1878', await stage.earlier(CODE_LIFE, () => stage.ownerPasswordCode(owner))));
  },
  'an owner whose password code was tried too often': async (stage) => {
    const owner = await stage.owner();
    const code = await stage.ownerPasswordCode(owner);
    const attempt = { verificationCodePassword: wrong(code), password: STAGE_PASSWORD };
    await stage.exhaust('PUT', '/owner/change-password', { email: owner.email, ownerUuid: owner.uuid, ...attempt });
    return ofOwner(owner, codes('1878', code));
  },
};

/** States with users who have no session, or whose session does not matter. */
const USER_STATES: Readonly<Record<string, (stage: Auth100Stage, owner: StagedOwner) => Made>> = {
  'a user who is not verified': async (stage, owner) => {
    const user = await stage.user(owner);
    return ofUser(owner, user, codes('3623', user.verificationCode));
  },
  'a user whose code has expired': async (stage, owner) => {
    const user = await stage.earlier(CODE_LIFE, () => stage.user(owner));
    return ofUser(owner, user, codes('3623', user.verificationCode));
  },
  'a user whose code was tried too often': async (stage, owner) => {
    const user = await stage.user(owner);
    const verificationCode = wrong(user.verificationCode);
    await stage.exhaust('PUT', `/users/${user.uuid}/verify`, { verificationCode });
    return ofUser(owner, user, codes('3623', user.verificationCode));
  },
  'a user with a password code': async (stage, owner) => {
    const user = await stage.verifiedUser(owner);
    return ofUser(owner, user, codes('2635', await stage.userPasswordCode(owner, user)));
  },
  'a user whose password code has expired': async (stage, owner) => {
    const user = await stage.verifiedUser(owner);
    const code = await stage.earlier(CODE_LIFE, () => stage.userPasswordCode(owner, user));
    return ofUser(owner, user, codes('2635', code));
  },
  'a user whose password code was tried too often': async (stage, owner) => {
    const user = await stage.verifiedUser(owner);
    const code = await stage.userPasswordCode(owner, user);
    const attempt = { email: user.email, ownerUuid: owner.uuid, verificationCode: wrong(code) };
    await stage.exhaust('POST', '/users/request-change-password-verify', attempt);
    return ofUser(owner, user, codes('2635', code));
  },
  'a user who was disabled': async (stage, owner) => {
    const user = await stage.verifiedUser(owner);
    await stage.expectResult('PATCH', `/users/uuid/${user.uuid}`, 200, { json: { active: false }, owner });
    return ofSession(owner, user);
  },
  'a user who was disabled before being verified': async (stage, owner) => {
    const user = await stage.user(owner);
    await stage.expectResult('PATCH', `/users/uuid/${user.uuid}`, 200, { json: { active: false }, owner });
    return ofUser(owner, user, codes('3623', user.verificationCode));
  },
  'a user who was deleted': async (stage, owner) => {
    const user = await stage.verifiedUser(owner);
    await stage.expectResult('DELETE', `/users/uuid/${user.uuid}`, 200, { owner });
    return ofSession(owner, user);
  },
  'a user with a profile': async (stage) => {
    const owner = await stage.owner();
    const profile = { username: 'ana', name: 'Ana', surname: 'Gómez', phone: '+54 11 5555 0100' };
    return ofSession(owner, await stage.verifiedUser(owner, profile));
  },
  'a user, and another one called ana': async (stage) => {
    const owner = await stage.owner();
    await stage.user(owner, { username: 'ana' });
    return ofSession(owner, await stage.verifiedUser(owner));
  },
  'a user of another owner': async (stage, owner) => {
    const other = await stage.owner();
    return ofSession(owner, await stage.verifiedUser(other));
  },
};

/** States about sessions. */
const SESSION_STATES: Readonly<Record<string, (stage: Auth100Stage, owner: StagedOwner) => Made>> = {
  'a user': async (stage, owner) => ofSession(owner, await stage.verifiedUser(owner)),
  'two users': async (stage) => {
    const owner = await stage.owner();
    const first = await stage.verifiedUser(owner);
    const second = await stage.verifiedUser(owner);
    const page = await stage.service.request('GET', `/users?owner=${owner.uuid}&limit=1`, { owner });
    const cursor = /cursor=([^>]+)>/u.exec(page.headers.get('link') ?? '')?.[1];
    if (cursor === undefined) throw new Error('The first page has no next one');
    const given = ofSession(owner, second);
    const replace = { ...given.replace, 'test@test.com': first.email, [PRINTED.cursor]: cursor };
    return { ...given, replace, ids: { 1: first.id, 2: second.id } };
  },
  'a user whose refresh token was just used': async (stage, owner) =>
    ofSession(owner, await refreshed(stage, owner, 0)),
  'a user whose refresh token was used a minute ago': async (stage, owner) =>
    ofSession(owner, await refreshed(stage, owner, LATER_THAN_A_DOUBLE_SUBMIT)),
  'a user whose session has lain idle': async (stage, owner) =>
    ofSession(owner, await stage.earlier(IDLE_LIFE, () => stage.verifiedUser(owner))),
  'a user whose access token has expired': async (stage, owner) =>
    ofSession(owner, await stage.earlier(ACCESS_LIFE, () => stage.verifiedUser(owner))),
  'a user who logged out': async (stage, owner) => {
    const user = await stage.verifiedUser(owner);
    await stage.expectResult('POST', '/auth/logout', 200, { bearer: user.accessToken });
    return ofSession(owner, user);
  },
};

/** All states that Auth100's examples use. */
export const AUTH100_STATES: States = Object.fromEntries([
  ...Object.entries(OWNER_STATES).map(([name, make]) => [name, onStage((stage) => make(stage))]),
  ...Object.entries({ ...USER_STATES, ...SESSION_STATES }).map(([name, make]) => [
    name,
    onStage(async (stage) => make(stage, await stage.houseOwner())),
  ]),
]) as States;

/** Documented mode accepts the printed passwords. One of them is too common for hardened mode. */
function onStage(make: (stage: Auth100Stage) => Made): States[string] {
  return async (service) => {
    const documented = service.settings.mode === 'documented';
    const given = await make(new Auth100Stage(service, documented ? 'Password123' : STAGE_PASSWORD));
    return documented ? given : { ...given, replace: { Password123: STAGE_PASSWORD, ...given.replace } };
  };
}

async function refreshed(stage: Auth100Stage, owner: StagedOwner, secondsAgo: number): Promise<StagedSession> {
  return stage.earlier(secondsAgo, async () => {
    const user = await stage.verifiedUser(owner);
    await stage.expectResult('POST', '/auth/refresh', 200, { json: { refreshToken: user.refreshToken } });
    return user;
  });
}
