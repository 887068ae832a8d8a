import { Device, ExternalAccount, User } from '@portero/database';
import { LOG_IN_DECIDED } from '@portero/identity';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { atOnce, statuses } from '../faults/outcomes';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { FakeGraph, type Misbehaviour } from '../support/accounts/fake-graph';
import { BEHIND_PROXY, callerFrom, freshAddress } from '../support/http/callers';
import { sharedService, startService, type TestService } from '../support/service/service';
import { registerShopper, showShopper } from '../support/accounts/shoop-accounts';

const DOWN = { status: 0, error: 'Facebook is not available right now. Please try again later.' };
const REFUSED = { status: 0, error: 'Your facebook token is invalid.' };

let nextUid = 100_004_000_000_000;

describe('attack 32: Facebook in Shoop', () => {
  let graph: FakeGraph;
  let service: TestService;

  beforeAll(async () => {
    graph = await FakeGraph.start();
    service = await startService({ ...graph.env, FACEBOOK_TIMEOUT: '1' });
  });
  afterEach(() => {
    graph.reset();
  });
  afterAll(async () => {
    await service.stop();
    await graph.stop();
  });

  /** A Facebook user with a token of our app. */
  function facebookUser(): { uid: string; token: string } {
    nextUid += 1;
    const uid = String(nextUid);
    return { uid, token: graph.grant({ userId: uid }) };
  }

  function logIn(token: string, uid: string, more: Record<string, string> = {}) {
    return service.request('POST', '/api/v2/auth/login', { form: { fb_token: token, fb_uid: uid, ...more } });
  }

  it('lets in who registered with it, by any later token', async () => {
    const { uid, token } = facebookUser();
    const { email } = await registerShopper(service, { fb_token: token });
    const answer = await logIn(graph.grant({ userId: uid }), uid, { gcm_id: `device-${uid}` });
    expect(answer.status).toBe(200);
    expect((await showShopper(service, answer.json.key)).json.user.email).toBe(email);
    const device = await service.dataSource
      .getRepository(Device)
      .findOneOrFail({ where: { token: `device-${uid}` }, relations: { user: true } });
    expect(device.user?.email).toBe(email);
  });

  it('is counted as a log-in, and as a refused one by its reason', async () => {
    const outcomes: string[] = [];
    const end = LOG_IN_DECIDED.listen((outcome) => outcomes.push(outcome));
    const { uid, token } = facebookUser();
    await logIn(token, uid);
    await registerShopper(service, { fb_token: token });
    await logIn(token, uid);
    await logIn('EAAinvented', uid);
    end();
    expect(outcomes).toEqual(['account_unknown', 'success', 'invalid_credentials']);
  });

  it('is asked only when the e-mail and password are not both there', async () => {
    const { email, password } = await registerShopper(service);
    const both = { fb_token: 'EAA', fb_uid: '1', email, password };
    expect((await service.request('POST', '/api/v2/auth/login', { form: both })).status).toBe(200);
    expect(graph.asked).toHaveLength(0);
  });

  it('refuses a valid Facebook user who never registered', async () => {
    const { uid, token } = facebookUser();
    const answer = await logIn(token, uid);
    expect([answer.status, answer.json]).toEqual([
      404,
      { status: 0, error: 'Your facebook account is not registered.' },
    ]);
  });

  it('never links an account by an e-mail', async () => {
    const { email } = await registerShopper(service);
    const { uid, token } = facebookUser();
    const answer = await service.request('POST', '/api/v2/auth/login', {
      form: { fb_token: token, fb_uid: uid, email },
    });
    expect(answer.status).toBe(404);
    const again = { email, password: 'rahasia besar', name: 'x', id_location: 7, fb_token: token };
    const taken = await service.request('POST', '/api/v2/auth/register', { json: again });
    expect(taken.json.error).toBe("Your parameter 'email' is already registered.");
    expect((await logIn(token, uid)).status).toBe(404);
  });

  it('does not let a token of another app or user in', async () => {
    const { uid, token } = facebookUser();
    await registerShopper(service, { fb_token: token });
    const thief = facebookUser();
    const tokens = [
      graph.grant({ userId: uid, appId: '1' }),
      thief.token,
      graph.grant({ userId: uid, expiresAt: 1 }),
      'EAAforged',
    ];
    for (const each of tokens) {
      const answer = await logIn(each, uid);
      expect([answer.status, answer.json]).toEqual([401, REFUSED]);
    }
  });

  it.each<Misbehaviour>(['answers broken JSON', 'never answers', 'redirects', 'answers 400'])(
    'is 503 when it %s, never a log-in',
    async (failure) => {
      const { uid, token } = facebookUser();
      await registerShopper(service, { fb_token: token });
      graph.misbehave(failure, failure);
      const answer = await logIn(token, uid);
      expect([answer.status, answer.json, answer.headers.get('retry-after')]).toEqual([503, DOWN, '10']);
      graph.reset();
      expect((await logIn(token, uid)).status).toBe(200);
    },
  );

  it('that is down registers nobody', async () => {
    const { token } = facebookUser();
    const email = freshEmail();
    graph.misbehave('answers 500', 'answers 500');
    const json = { email, password: 'rahasia besar', name: 'shcode', id_location: 7, fb_token: token };
    expect((await service.request('POST', '/api/v2/auth/register', { json })).status).toBe(503);
    expect(await service.dataSource.getRepository(User).existsBy({ email })).toBe(false);
    expect((await service.request('POST', '/api/v2/auth/register', { json })).status).toBe(200);
  });

  it('links an account to one user: 1 of 10 registrations wins, nothing is left of the others', async () => {
    const { uid, token } = facebookUser();
    const emails = Array.from({ length: 10 }, () => freshEmail());
    const answers = await atOnce(10, (index) =>
      service.request('POST', '/api/v2/auth/register', {
        json: { email: emails[index], password: 'rahasia besar', name: 'shcode', id_location: 7, fb_token: token },
      }),
    );
    expect(statuses(answers)).toEqual({ 200: 1, 400: 9 });
    const errors = new Set(answers.filter(({ status }) => status === 400).map(({ json }) => json.error as string));
    expect([...errors]).toEqual(["Your parameter 'fb_token' is already registered."]);
    const users = service.dataSource.getRepository(User);
    const left = await Promise.all(emails.map((email) => users.existsBy({ email })));
    expect(left.filter(Boolean)).toHaveLength(1);
    expect(await service.dataSource.getRepository(ExternalAccount).countBy({ subject: uid })).toBe(1);
  });

  it('does not open a disabled account', async () => {
    const { uid, token } = facebookUser();
    const { email } = await registerShopper(service, { fb_token: token });
    await service.dataSource.getRepository(User).update({ email }, { active: false, disabledAt: new Date() });
    const answer = await logIn(token, uid);
    expect([answer.status, answer.json.error]).toEqual([403, 'Your account is disabled.']);
  });
});

describe('a service without a Facebook app', () => {
  it('reports that it has none', async () => {
    const service = await sharedService();
    const error = 'Facebook is not available here. Please use your email and password.';
    const login = await service.request('POST', '/api/v2/auth/login', { form: { fb_token: 'EAA', fb_uid: '1' } });
    expect([login.status, login.json]).toEqual([403, { status: 0, error }]);
    const json = { email: freshEmail(), password: 'rahasia besar', name: 'shcode', id_location: 7, fb_token: 'EAA' };
    const register = await service.request('POST', '/api/v2/auth/register', { json });
    expect([register.status, register.json]).toEqual([403, { status: 0, error }]);
    expect(await service.dataSource.getRepository(User).existsBy({ email: json.email })).toBe(false);
  });

  it('does not start with an incomplete app', async () => {
    await expect(startService({ FACEBOOK_APP_ID: '1' })).rejects.toThrow('FACEBOOK_APP_SECRET must be set');
    await expect(startService({ FACEBOOK_APP_SECRET: 'b7c1f0a45d2e' })).rejects.toThrow('FACEBOOK_APP_ID must be set');
  });
});

describe('attack 41: invented Facebook tokens', () => {
  let graph: FakeGraph;
  let service: TestService;

  beforeAll(async () => {
    graph = await FakeGraph.start();
    service = await startService({ ...graph.env, ...BEHIND_PROXY });
  });
  afterAll(async () => {
    await service.stop();
    await graph.stop();
  });

  const logIn = (address: string, form: Record<string, string>) =>
    callerFrom(service, address)('POST', '/api/v2/auth/login', { form });

  it('are so many a network, after which Facebook is not asked; other networks still log in', async () => {
    const address = freshAddress();
    for (let each = 0; each < 20; each += 1) {
      expect((await logIn(address, { fb_token: `EAA${each}`, fb_uid: '1' })).status).toBe(401);
    }
    const asked = graph.asked.length;
    const refused = await logIn(address, { fb_token: 'EAAnext', fb_uid: '1' });
    expect([refused.status, refused.headers.get('retry-after') !== null]).toEqual([429, true]);
    expect(graph.asked).toHaveLength(asked);
    const token = graph.grant({ userId: '100004999' });
    expect((await logIn(freshAddress(), { fb_token: token, fb_uid: '100004999' })).status).toBe(404);
  });

  it('reach Facebook 60 times at most when 100 come at once', async () => {
    const [address, before] = [freshAddress(), graph.asked.length];
    const answers = await atOnce(100, (index) => logIn(address, { fb_token: `EAB${index}`, fb_uid: '1' }));
    expect(graph.asked.length - before).toBeLessThanOrEqual(60);
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(40);
  });
});
