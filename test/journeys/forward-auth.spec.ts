import { ManageUser } from '@portero/identity';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  asking,
  type Credential,
  defaultCredential,
  DIALECT_NAMES,
  type DialectSession,
  exchangeOf,
  logInBy,
} from '../support/tokens/back-end';
import type { Answer, Sending } from '../support/http/http-client';
import { operatorOwner } from '../support/accounts/operator-owner';
import { rawRequest, sendRaw } from '../support/http/raw-http';
import { sharedService, type TestService } from '../support/service/service';

const IDENTITY = ['x-auth-user', 'x-auth-owner', 'x-auth-roles', 'x-auth-dialect', 'x-auth-email-verified'] as const;

/** The ways in which a log-out may come about. */
const ENDS: Readonly<Record<string, (service: TestService, session: DialectSession) => Promise<unknown>>> = {
  'its sessions were ended': ({ app }, { userUuid }) => app.get(ManageUser).endSessions({ uuid: userUuid }),
  'its user was disabled': ({ app }, { userUuid }) => app.get(ManageUser).update({ uuid: userUuid }, { active: false }),
  'its user was deleted': ({ app }, { userUuid }) => app.get(ManageUser).delete({ uuid: userUuid }),
  'it was revoked': async (service, { access }) =>
    asking(service, await defaultCredential(service)).revoke({ token: access }),
};

describe.each(['documented', 'hardened'] as const)('forward-auth in %s mode', (mode) => {
  let service: TestService;
  let owner: Credential;

  beforeAll(async () => {
    service = await sharedService(mode);
    owner = await defaultCredential(service);
  });

  afterEach(() => {
    service.clock.reset();
  });

  const decide = (sending: Sending = {}, query = ''): Promise<Answer> =>
    service.request('GET', `/forward-auth${query}`, sending);

  /** Whatever is refused says why in a challenge, names nobody, and is not kept by anyone. */
  function expectRefusal(answer: Answer, status: 401 | 403, why: string | null): void {
    expect(answer.status).toBe(status);
    const challenge = why === null ? 'Bearer realm="api"' : `Bearer realm="api", error="${why}"`;
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.mediaType).toBe('application/problem+json');
    for (const name of IDENTITY) expect(answer.headers.has(name)).toBe(false);
  }

  describe.each(DIALECT_NAMES)('with a token of %s', (dialect) => {
    let session: DialectSession;

    beforeAll(async () => {
      session = await logInBy(service, dialect);
    });

    function expectIdentity(answer: Answer): void {
      expect(answer.status).toBe(200);
      expect(answer.text).toBe('');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(IDENTITY.map((name) => answer.headers.get(name))).toEqual([
        session.userUuid,
        owner.uuid,
        'USER',
        dialect,
        'true',
      ]);
    }

    it.each(['authorization', 'key', 'X-API-KEY'])('says whose it is, in %s', async (name) => {
      const value = name === 'authorization' ? `Bearer ${session.access}` : session.access;
      expectIdentity(await decide({ headers: { [name]: value } }));
    });

    it('accepts it in several headers as one', async () => {
      expectIdentity(await decide({ bearer: session.access, headers: { key: session.access } }));
    });

    it('attack 30: ignores identity headers of a caller', async () => {
      const spoofed = Object.fromEntries(IDENTITY.map((name) => [name, 'ADMIN']));
      const headers = { ...spoofed, x_auth_user: 'ADMIN', X_API_KEY: 'other', 'x-forwarded-user': 'ADMIN' };
      expectIdentity(await decide({ bearer: session.access, headers }));
      expectRefusal(await decide({ headers }), 401, null);
    });

    it('admits only users who meet the requirements', async () => {
      const met = [
        '?role=USER',
        '?role=ADMIN,1',
        `?owner=${owner.uuid}&dialect=${dialect}`,
        '?dialect=x,y&dialect=' + dialect,
      ];
      for (const query of met) expectIdentity(await decide({ bearer: session.access }, query));
      const unmet = [
        '?role=ADMIN',
        '?dialect=none',
        `?owner=${session.userUuid}`,
        '?roles=USER',
        '?role=',
        '?role=user',
      ];
      for (const query of unmet) {
        expectRefusal(await decide({ bearer: session.access }, query), 403, 'insufficient_scope');
        expectRefusal(await decide({}, query), 401, null);
      }
    });

    it('answers HEAD as GET, and every other method too', async () => {
      expectIdentity(await service.request('HEAD', '/forward-auth', { bearer: session.access }));
      const refused = await sendRaw(service.origin, rawRequest('HEAD /forward-auth HTTP/1.1', ['Connection: close']));
      expect([refused.status, refused.body]).toEqual([401, '']);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        expectIdentity(await service.request(method, '/forward-auth', { bearer: session.access }));
        expectRefusal(await service.request(method, '/forward-auth'), 401, null);
      }
    });

    it('attack 4: refuses its refresh token', async () => {
      if (session.refresh !== null) expectRefusal(await decide({ bearer: session.refresh }), 401, 'invalid_token');
      expectRefusal(await decide({ headers: { key: `${session.access}x` } }), 401, 'invalid_token');
    });

    it.each(Object.keys(ENDS))('attack 6: refuses it at the next request after %s', async (how) => {
      const fresh = await logInBy(service, dialect);
      expect((await decide({ bearer: fresh.access })).status).toBe(200);
      await ENDS[how]!(service, fresh);
      expectRefusal(await decide({ bearer: fresh.access }), 401, 'invalid_token');
    });

    it('refuses it when it has expired', async () => {
      const fresh = await logInBy(service, dialect);
      service.clock.advance(3 * 366 * 86_400);
      expectRefusal(await decide({ bearer: fresh.access }), 401, 'invalid_token');
    });

    it('takes its standard token only where that is for every service of the owner', async () => {
      // The credential of the outset is gone: each of the others that the tests made replaced one.
      const { token } = asking(service, await defaultCredential(service));
      const { json } = await token(exchangeOf(session.access));
      expectIdentity(await decide({ bearer: json.access_token }));
      const narrow = await token(exchangeOf(session.access, { audience: 'https://billing.example.com' }));
      // Hardened mode has no audiences but those that the operator allows.
      expect(narrow.status).toBe(mode === 'documented' ? 200 : 400);
      if (narrow.status === 200)
        expectRefusal(await decide({ bearer: narrow.json.access_token }), 401, 'invalid_token');
    });
  });

  it("attack 5: refuses an owner's own token and its credential: neither is a user", async () => {
    const { json } = await asking(service, await defaultCredential(service)).token({
      grant_type: 'client_credentials',
    });
    expectRefusal(await decide({ bearer: json.access_token }), 401, 'invalid_token');
    expectRefusal(await decide({ owner }), 401, 'invalid_token');
  });

  it('attack 30: refuses live tokens where another credential came with them, in any order', async () => {
    const { access } = await logInBy(service, 'koko');
    const { access: another } = await logInBy(service, 'shoop');
    const doubled = [
      [`Authorization: Bearer ${access}`, `Authorization: Bearer ${another}`],
      [`Authorization: Bearer ${access}`, `Authorization: Bearer ${access}`],
      [`Authorization: Bearer ${access}`, 'Authorization: Basic YTpi'],
      ['Authorization:', `Authorization: Bearer ${access}`],
      [`Authorization: Bearer ${access}, Bearer ${another}`],
      [`Authorization: Bearer ${access}`, `key: ${another}`],
      [`Authorization: Bearer ${access}`, 'key:'],
      ['Authorization: Basic YTpi', `key: ${another}`],
      [`key: ${access}`, `key: ${another}`],
      [`key: ${another}`, `KEY: ${another}`],
      [`key: ${another}`, `X-API-KEY: ${access}`],
    ];
    for (const lines of doubled.flatMap((each) => [each, each.toReversed()])) {
      const answer = await sendRaw(service.origin, rawRequest('GET /forward-auth HTTP/1.1', lines));
      expect([lines, answer.status]).toEqual([lines, 401]);
      expect(answer.headers['www-authenticate']).toContain('invalid_token');
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('x-auth-'))).toEqual([]);
    }
  });

  it('keeps owners apart where one is required', async () => {
    const { access } = await logInBy(service, 'koko');
    const other = await operatorOwner(service);
    expectRefusal(await decide({ bearer: access }, `?owner=${other.uuid}`), 403, 'insufficient_scope');
    expect((await decide({ bearer: access }, `?owner=${other.uuid},${owner.uuid.toUpperCase()}`)).status).toBe(200);
  });

  it.each([
    '/forward-auth#?role=ADMIN',
    '/forward-auth#role=ADMIN',
    '/forward-auth?#role=ADMIN',
    '/forward-auth;role=ADMIN',
    '/forward-auth%3Frole=ADMIN',
    '/forward-auth/role=ADMIN',
    '/forward-auth/?role=ADMIN',
    '/forward-auth/%3Frole=ADMIN',
    '/forward-auth/%3frole%3DADMIN',
    '/forward-auth/%253Frole=ADMIN',
    '/forward-auth/for%3Frole=ADMIN/orders/7',
    '/forward-auth/for/%3Frole=ADMIN/orders/7',
    '/forward-auth/for?role=ADMIN/orders/7',
    '/forward-auth/%23role=ADMIN',
    '/forward-auth%23?role=ADMIN',
    '/forward-auth%2F?role=ADMIN',
    '/forward-auth%2f%3Frole=ADMIN',
    '/forward-auth%253Frole=ADMIN',
    '/forward-auth%C0%BFrole=ADMIN',
    '/forward-auth%EF%BC%9Frole=ADMIN',
    '/forward%2Dauth?role=ADMIN',
    '/FORWARD-AUTH?role=ADMIN',
    '/forward-auth?%72ole=ADMIN',
    '/forward-auth?role%3DADMIN',
    '/forward-auth?&role=ADMIN',
    '/forward-auth?role=ADMIN%26x',
    '//forward-auth?role=ADMIN',
    '/./forward-auth?role=ADMIN',
  ])('attack 30: drops no requirement of a malformed address: %s', async (target) => {
    const { access } = await logInBy(service, 'shoop');
    for (const method of ['GET', 'POST']) {
      const answer = await sendRaw(service.origin, rawRequest(`${method} ${target} HTTP/1.1`, [`key: ${access}`]));
      expect([400, 403, 404, 405]).toContain(answer.status);
      expect(answer.headers['x-auth-user']).toBeUndefined();
    }
  });
});
