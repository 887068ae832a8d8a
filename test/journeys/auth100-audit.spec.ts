import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail, PASSWORD, registerOwner, type TestOwner } from '../support/accounts/auth100-accounts';
import type { Answer, Sending } from '../support/http/http-client';
import { startService, type TestService } from '../support/service/service';

const LATER_THAN_A_DOUBLE_SUBMIT = 60;

/** An event as it is answered. */
interface Event {
  readonly event: string;
  readonly outcome: string;
  readonly actor: string;
  readonly detail: string | null;
  readonly userId: number | null;
}

/** What the answers of a life bring; each answer has some of it. */
type Result = Readonly<
  Record<'uuid' | 'verificationCode' | 'verificationCodePassword' | 'accessToken' | 'refreshToken', string>
>;

/** What one event says, without what differs each time. */
type Told = readonly [event: string, outcome: string, actor: string, detail: string | null];

describe('GET /owner/audit', () => {
  let service: TestService;

  beforeAll(async () => {
    // Long codes: a short one could stand in an id by chance.
    service = await startService({ CODE_LENGTH: '10' });
  });

  afterAll(async () => {
    await service.stop();
  });

  async function events(owner: TestOwner, query = '?limit=1000'): Promise<Event[]> {
    const answer = await service.request<{ result: Event[] }>('GET', `/owner/audit${query}`, { owner });
    expect(answer.status).toBe(200);
    return answer.json.result;
  }

  async function told(owner: TestOwner, query?: string): Promise<Told[]> {
    const found = await events(owner, query);
    return found.reverse().map(({ event, outcome, actor, detail }) => [event, outcome, actor, detail]);
  }

  async function result(method: string, path: string, sending: Sending): Promise<Result> {
    return (await service.request<{ result: Result }>(method, path, sending)).json.result;
  }

  /** A user from its registration to its end, with all that can go wrong. @returns every secret that was part of it */
  async function wholeLife(owner: TestOwner): Promise<string[]> {
    const [email, nobody] = [freshEmail(), freshEmail()];
    const account = { email, ownerUuid: owner.uuid };
    const created = await result('POST', '/users', { json: { ...account, password: PASSWORD }, owner });
    const path = `/users/${created.uuid}`;
    await service.request('PUT', `${path}/verify`, { json: { verificationCode: 'wrong' } });
    const resent = await result('PUT', `${path}/resend`, { owner });
    const first = await result('PUT', `${path}/verify`, { json: { verificationCode: resent.verificationCode } });
    await service.request('POST', '/auth/login', { json: { ...account, password: 'not-it-at-all' } });
    await service.request('POST', '/auth/login', { json: { ...account, email: nobody, password: PASSWORD } });
    const second = await result('POST', '/auth/login', { json: { ...account, password: PASSWORD } });
    const third = await result('POST', '/auth/refresh', { json: { refreshToken: second.refreshToken } });
    await service.request('POST', '/auth/logout', { bearer: third.accessToken });
    const fourth = await result('POST', '/auth/refresh', { json: { refreshToken: first.refreshToken } });
    service.clock.advance(LATER_THAN_A_DOUBLE_SUBMIT);
    await service.request('POST', '/auth/refresh', { json: { refreshToken: first.refreshToken } });
    const forgotten = await result('POST', '/users/request-change-password', { json: account });
    const code = forgotten.verificationCodePassword;
    const change = { ...account, verificationCodePassword: code, password: 'Another-Password-9' };
    await service.request('PUT', '/users/change-password', { json: change });
    const user = `/users/uuid/${created.uuid}`;
    await service.request('PATCH', user, { json: { active: false, rol: 2, name: 'Ana' }, owner });
    await service.request('PATCH', user, { json: { active: true }, owner });
    await service.request('POST', '/auth/login', { json: { ...account, password: 'Another-Password-9' } });
    await service.request('DELETE', `${user}/sessions`, { owner });
    await service.request('DELETE', user, { owner });
    const tokens = [first, second, third, fourth].flatMap(({ accessToken, refreshToken }) => [
      accessToken,
      refreshToken,
    ]);
    const codes = [created.verificationCode, resent.verificationCode, code];
    return [email, nobody, PASSWORD, 'not-it-at-all', 'Another-Password-9', ...codes, ...tokens];
  }

  it('records the life of an owner', async () => {
    const owner = await registerOwner(service);
    await service.request('PUT', `/owner/${owner.uuid}/verify`, { json: { verificationCode: owner.verificationCode } });
    await service.request('GET', '/owner/audit', { owner: { ...owner, secret: 'wrong' } });
    await service.request('PATCH', '/owner', { json: { mailSenderName: 'My shop' }, owner });
    const account = { email: owner.email, ownerUuid: owner.uuid };
    await service.request('POST', '/owner/rotate-secret', { json: { ...account, password: 'wrong' } });
    await service.request('POST', '/owner/rotate-secret', { json: { ...account, password: PASSWORD } });
    await service.request('POST', '/owner/request-change-password', { json: account });
    expect(await told(owner)).toEqual([
      ['owner_registered', 'ok', 'client', null],
      ['owner_verified', 'ok', 'client', null],
      ['credential', 'failed', 'client', null],
      ['owner_updated', 'ok', 'owner', 'mailSenderName'],
      ['secret_rotated', 'failed', 'client', null],
      ['secret_rotated', 'ok', 'client', null],
      ['code_requested', 'ok', 'client', 'change_owner_password'],
    ]);
  });

  it('records the life of a user without secrets', async () => {
    const owner = await registerOwner(service);
    const secrets = await wholeLife(owner);
    expect(await told(owner)).toEqual([
      ['owner_registered', 'ok', 'client', null],
      ['user_created', 'ok', 'owner', null],
      ['code_tried', 'failed', 'client', 'verify_user'],
      ['code_requested', 'ok', 'owner', 'verify_user'],
      ['user_verified', 'ok', 'client', null],
      ['login', 'ok', 'client', 'auth100'],
      ['login', 'failed', 'client', null],
      ['login', 'failed', 'client', null],
      ['login', 'ok', 'client', 'auth100'],
      ['refresh', 'ok', 'client', 'auth100'],
      ['logout', 'ok', 'client', 'logout'],
      ['refresh', 'ok', 'client', 'auth100'],
      ['sessions_ended', 'ok', 'client', 'refresh_token_reused'],
      ['refresh', 'reused', 'client', 'auth100'],
      ['code_requested', 'ok', 'client', 'change_user_password'],
      ['password_changed', 'ok', 'client', null],
      ['user_updated', 'ok', 'owner', 'name roleId'],
      ['user_disabled', 'ok', 'owner', null],
      ['user_enabled', 'ok', 'owner', null],
      ['login', 'ok', 'client', 'auth100'],
      ['sessions_ended', 'ok', 'owner', 'ended_by_owner'],
      ['user_deleted', 'ok', 'owner', null],
    ]);
    const table = JSON.stringify(await service.dataSource.query('SELECT * FROM audit_events'));
    expect(secrets.concat(owner.secret, owner.email).filter((secret) => table.includes(secret))).toEqual([]);
  });

  it('records the address and the request id', async () => {
    const owner = await registerOwner(service);
    const changed = await service.request('PATCH', '/owner', { json: { mailSenderName: 'My shop' }, owner });
    const [last] = await events(owner, '?event=owner_updated');
    expect(last).toMatchObject({ address: '127.0.0.1', requestId: changed.headers.get('x-request-id'), userId: null });
  });

  it('attack 24: shows an owner its own events only, whatever it asks for', async () => {
    const [owner, other] = [await registerOwner(service), await registerOwner(service)];
    await wholeLife(other);
    const [created] = await events(other, '?event=user_created');
    expect(await told(owner)).toEqual([['owner_registered', 'ok', 'client', null]]);
    expect(await events(owner, `?user=${String(created?.userId)}`)).toEqual([]);
    const page = await service.request('GET', '/owner/audit?limit=1', { owner: other });
    const next = /<([^>]+)>; rel="next"/u.exec(page.headers.get('link') ?? '')?.[1];
    const stolen = await service.request('GET', next!, { owner });
    expect([stolen.status, stolen.json.errors[0].field]).toEqual([400, 'cursor']);
  });

  it('is paged without a gap, also with filters', async () => {
    const owner = await registerOwner(service);
    await wholeLife(owner);
    const all = await events(owner, '?event=login&limit=1000');
    const read: unknown[] = [];
    for (let path: string | undefined = '/owner/audit?event=login&limit=2'; path !== undefined;) {
      const page: Answer<{ result: Event[] }> = await service.request('GET', path, { owner });
      read.push(...page.json.result);
      path = /<([^>]+)>; rel="next"/u.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(all).toHaveLength(5);
    expect(read).toEqual(all);
  });
});
