import { ManageUser } from '@portero/identity';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asking, defaultCredential, DIALECT_NAMES, type DialectSession, logInBy } from '../support/tokens/back-end';
import { type Answer, send, type Sending } from '../support/http/http-client';
import { type Nginx, startNginx } from '../support/programs/nginx';
import { rawRequest, sendRaw } from '../support/http/raw-http';
import { type RecordingApplication, startRecordingApplication } from '../support/http/recording-application';
import { startService, type TestService } from '../support/service/service';
import { systemProgram } from '../support/programs/system-program';

const NGINX = systemProgram('nginx', 'nginx-light');

/** Once is enough: nginx knows nothing of the database behind Portero. */
const ON_SERVER = (process.env['TEST_DATABASE_URL'] ?? '') !== '';

/** The dialects that have a log-out. */
const LOG_OUTS = { auth100: '/auth/logout', koko: '/api/oauth/logout', shoop: '/api/v2/auth/logout' } as const;

/** Whatever an application could take for one of the four, by whatever rule it reads names. */
const IDENTITY = /^x[^a-z0-9]?auth[^a-z0-9]?(?:user|owner|roles|dialect)$/u;

/** The dialects whose access tokens say the role of the user. */
const CARRY_ROLES: ReadonlySet<string> = new Set(['auth100', 'bookker']);

describe.skipIf(NGINX === null || ON_SERVER)('behind a real nginx with the shipped configuration', () => {
  let service: TestService;
  let application: RecordingApplication;
  let nginx: Nginx;
  let ownerUuid: string;

  beforeAll(async () => {
    service = await startService();
    application = await startRecordingApplication();
    nginx = await startNginx(NGINX!, { portero: Number(new URL(service.origin).port), application: application.port });
    ({ uuid: ownerUuid } = await defaultCredential(service));
  });

  afterAll(async () => {
    await nginx.stop();
    await application.stop();
    await service.stop();
  });

  beforeEach(() => {
    application.taken();
  });

  afterEach(() => {
    service.clock.reset();
  });

  const ask = (path: string, sending: Sending = {}, method = 'GET'): Promise<Answer> =>
    send(nginx.origin, method, path, sending);

  /** What the application was told of who calls, in the one request that reached it. */
  function told(): unknown {
    const received = application.taken();
    expect(received).toHaveLength(1);
    const identity = received[0]!.headers.filter(([name]) => IDENTITY.test(name));
    expect(new Set(identity.map(([name]) => name)).size).toBe(identity.length);
    return Object.fromEntries(identity);
  }

  const identityOf = ({ userUuid, dialect }: DialectSession, roles = 'USER') => ({
    'x-auth-user': userUuid,
    'x-auth-owner': ownerUuid,
    'x-auth-roles': roles,
    'x-auth-dialect': dialect,
  });

  /** A refusal of nginx on Portero's word, of which the application never hears. */
  function expectRefusal({ status, headers }: Answer, why: string | null): void {
    expect(status).toBe(401);
    const challenge = why === null ? 'Bearer realm="api"' : `Bearer realm="api", error="${why}"`;
    expect(headers.get('www-authenticate')).toBe(challenge);
    expect(application.taken()).toEqual([]);
  }

  describe.each(DIALECT_NAMES)('a token of %s', (dialect) => {
    let session: DialectSession;

    beforeAll(async () => {
      session = await logInBy(service, dialect);
    });

    it('passes in every header that may carry it, and the application is told whose it is', async () => {
      const { access } = session;
      for (const headers of [{ authorization: `Bearer ${access}` }, { key: access }, { 'X-API-KEY': access }]) {
        const { status, text } = await ask('/orders?page=2', { headers });
        expect([status, text]).toEqual([200, 'the application says 200']);
        expect(told()).toEqual(identityOf(session));
      }
    });

    it('passes with the method and body of the request, and without the token itself', async () => {
      const json = { note: 'x'.repeat(20_000) };
      expect((await ask('/orders', { bearer: session.access, json }, 'POST')).status).toBe(200);
      const [received] = application.taken();
      expect(received).toMatchObject({ method: 'POST', url: '/orders', body: JSON.stringify(json) });
      expect(JSON.stringify(received?.headers)).not.toContain(session.access);
    });

    it('does not pass where another role is needed', async () => {
      for (const path of [
        '/admin',
        '/admin/',
        '/admin?role=USER',
        '//admin/x',
        '/%61dmin/',
        '/public/../admin/',
        '/./admin',
      ]) {
        const refused = await sendRaw(nginx.origin, rawRequest(`GET ${path} HTTP/1.1`, [`key: ${session.access}`]));
        // What can be read in two ways is refused by nginx itself.
        expect([path, [400, 403].includes(refused.status)]).toEqual([path, true]);
      }
      expect(application.taken()).toEqual([]);
      const { app } = service;
      await app.get(ManageUser).update({ uuid: session.userUuid }, { roleId: 5 });
      if (CARRY_ROLES.has(dialect)) {
        // A changed role ends the tokens that carry the old one.
        expectRefusal(await ask('/admin/', { bearer: session.access }), 'invalid_token');
        return;
      }
      expect((await ask('/admin/', { bearer: session.access })).status).toBe(200);
      expect(told()).toEqual(identityOf(session, 'ADMIN'));
      await app.get(ManageUser).update({ uuid: session.userUuid }, { roleId: 1 });
      expect((await ask('/admin/', { bearer: session.access })).status).toBe(403);
    });

    it('does not pass when it is forged, of the other kind, or expired', async () => {
      const { access, refresh } = session;
      const altered = `${access.slice(0, -8)}${access.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA'}`;
      for (const bearer of [altered, refresh ?? `${access}0`, `${access}.x`, access.slice(1)])
        expectRefusal(await ask('/', { bearer }), 'invalid_token');
      service.clock.advance(3 * 366 * 86_400);
      expectRefusal(await ask('/', { bearer: access }), 'invalid_token');
    });

    it('does not pass at the next request after a log-out, a revocation, or when its user was disabled', async () => {
      const owner = await defaultCredential(service);
      const users = service.app.get(ManageUser);
      const ends: ((fresh: DialectSession) => Promise<unknown>)[] = [
        ({ access }) => asking(service, owner).revoke({ token: access }),
        ({ userUuid }) => users.update({ uuid: userUuid }, { active: false }),
        ({ userUuid }) => users.endSessions({ uuid: userUuid }),
      ];
      if (dialect in LOG_OUTS) {
        const path = LOG_OUTS[dialect as keyof typeof LOG_OUTS];
        ends.push(({ access }) => service.request('POST', path, { bearer: access }));
      }
      for (const end of ends) {
        const fresh = await logInBy(service, dialect);
        expect((await ask('/', { bearer: fresh.access })).status).toBe(200);
        expect(told()).toEqual(identityOf(fresh));
        await end(fresh);
        expectRefusal(await ask('/', { bearer: fresh.access }), 'invalid_token');
      }
    });

    it('does not pass with another credential beside it', async () => {
      const { access } = await logInBy(service, 'shoop');
      expectRefusal(await ask('/', { bearer: session.access, headers: { key: access } }), 'invalid_token');
      expectRefusal(await ask('/', { headers: { authorization: 'Basic YTpi', key: access } }), 'invalid_token');
      const long = 'x'.repeat(3_000);
      expectRefusal(await ask('/', { bearer: session.access, headers: { key: long } }), 'invalid_token');
    });
  });

  it('nothing passes without a token, by any method', async () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])
      expectRefusal(await ask('/', {}, method), null);
  });

  it('Portero is not asked from outside for what nginx asks it', async () => {
    const { access } = await logInBy(service, 'koko');
    for (const path of ['/.portero/user', '/.portero/admin', '/%2eportero/user', '//.portero/user'])
      expect([400, 404]).toContain((await ask(path, { bearer: access })).status);
    expect(application.taken()).toEqual([]);
  });

  it("the application's own errors are its own", async () => {
    const { access } = await logInBy(service, 'koko');
    for (const status of ['401', '403', '404', '500', '503']) {
      const answer = await ask('/', { bearer: access, headers: { 'x-answer-status': status } });
      expect(answer.text).toBe(`the application says ${status}`);
      expect(answer.status).toBe(Number(status));
    }
  });

  it('Portero itself answers at its own name', async () => {
    const request = rawRequest('GET /livez HTTP/1.1').replace('Host: localhost', 'Host: auth.example.com');
    expect((await sendRaw(nginx.origin, request)).status).toBe(200);
    expect(application.taken()).toEqual([]);
  });
});
