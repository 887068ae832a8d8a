import { beforeAll, describe, expect, it } from 'vitest';
import {
  freshEmail,
  PASSWORD,
  registerOwner,
  type TestOwner,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { sharedService, type TestService } from '../support/service/service';
import { atOnce, expectCleanRefusal, problemCodes, refusedFields, statuses } from './outcomes';

describe('accounts under simultaneous use', () => {
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
  });

  it('register an e-mail once, however it is spelt: 1 of 20 wins, 19 conflict', async () => {
    const email = freshEmail();
    const spellings = [email, email.toUpperCase(), email.replace('@', '＠'), email.replace('u', 'ｕ')];
    const body = (index: number) => ({
      email: spellings[index % spellings.length],
      ownerUuid: owner.uuid,
      password: PASSWORD,
    });
    const answers = await atOnce(20, (index) => service.request('POST', '/users', { json: body(index) }));
    expect(statuses(answers)).toEqual({ 201: 1, 409: 19 });
    expect(problemCodes(answers)).toEqual(['email_taken']);
  });

  it('register an owner once: 1 of 20 wins, 19 conflict', async () => {
    const json = { email: freshEmail(), password: PASSWORD, owner: 'Racer' };
    const answers = await atOnce(20, () => service.request('POST', '/owner', { json }));
    expect(statuses(answers)).toEqual({ 201: 1, 409: 19 });
    expect(problemCodes(answers)).toEqual(['owner_email_taken']);
  });

  it('take a username once', async () => {
    const username = `racer${Date.now()}`;
    const answers = await atOnce(10, () =>
      service.request('POST', '/users', {
        json: { email: freshEmail(), ownerUuid: owner.uuid, password: PASSWORD, username },
      }),
    );
    expect(statuses(answers)).toEqual({ 201: 1, 409: 9 });
    expect(problemCodes(answers)).toEqual(['username_taken']);
  });

  it('are deleted once: the other calls find no user', async () => {
    const user = await verifiedUser(service, owner);
    const answers = await atOnce(10, () => service.request('DELETE', `/users/uuid/${user.uuid}`));
    expect(statuses(answers)).toEqual({ 200: 1, 404: 9 });
  });

  it('that are disabled while they log in keep no session', async () => {
    for (let round = 0; round < 3; round += 1) {
      const user = await verifiedUser(service, owner);
      const json = { email: user.email, ownerUuid: owner.uuid, password: PASSWORD };
      const disable = () => service.request('PATCH', `/users/uuid/${user.uuid}`, { json: { active: false }, owner });
      const answers = await atOnce(9, (index) =>
        index === 4 ? disable() : service.request('POST', '/auth/login', { json }),
      );
      for (const answer of answers.filter(({ status }) => status >= 400)) expectCleanRefusal(answer, 'a log-in');
      for (const {
        json: { result },
      } of answers.filter(({ json: body }) => body.result?.refreshToken)) {
        const refreshed = await service.request('POST', '/auth/refresh', {
          json: { refreshToken: result.refreshToken },
        });
        expect(refreshed.status).toBe(401);
        expect((await service.request('POST', '/auth/logout', { bearer: result.accessToken })).status).toBe(401);
      }
    }
  });

  it('whose password changes while they log in keep no session of the old one', async () => {
    const user = await verifiedUser(service, owner);
    const name = { email: user.email, ownerUuid: owner.uuid };
    const code: string = (await service.request('POST', '/users/request-change-password', { json: name })).json.result
      .verificationCodePassword;
    const change = () =>
      service.request('PUT', '/users/change-password', {
        json: { ...name, verificationCodePassword: code, password: 'Another-1' },
      });
    const answers = await atOnce(11, (index) =>
      index === 5 ? change() : service.request('POST', '/auth/login', { json: { ...name, password: PASSWORD } }),
    );
    expect(answers[5]?.status).toBe(200);
    for (const { json } of answers.filter(({ json: body }) => body.result?.refreshToken)) {
      const { status } = await service.request('POST', '/auth/refresh', {
        json: { refreshToken: json.result.refreshToken },
      });
      expect(status).toBe(401);
    }
  });

  it('rotate a secret safely: of 5 at once the last one works and none is a failure of ours', async () => {
    const fresh = await registerOwner(service);
    const json = { email: fresh.email, ownerUuid: fresh.uuid, password: PASSWORD };
    const answers = await atOnce(5, () => service.request('POST', '/owner/rotate-secret', { json }));
    expect(statuses(answers)).toEqual({ 200: 5 });
    const secrets = answers.map((answer): string => answer.json.result.secret);
    expect(new Set(secrets).size).toBe(5);
    const user = await verifiedUser(service, fresh);
    const uses = await atOnce(5, (index) =>
      service.request('DELETE', `/users/uuid/${user.uuid}/sessions`, {
        owner: { uuid: fresh.uuid, secret: secrets[index]! },
      }),
    );
    expect(statuses(uses)[200]).toBeGreaterThanOrEqual(1);
  });

  it('of two owners never see each other in simultaneous failures', async () => {
    const other = await registerOwner(service);
    const owners = [owner, other];
    const marks = owners.map((_, index) => `mark${index}${Date.now()}@example.com`);
    const answers = await atOnce(40, (index) => {
      const [email, { uuid }] = [marks[index % 2], owners[index % 2]!];
      const bad = [
        { email: 'no', ownerUuid: uuid, password: email },
        { email, ownerUuid: uuid, password: 'x' },
        { email, ownerUuid: uuid, password: PASSWORD, rol: 99 },
      ];
      return service.request('POST', '/users', {
        json: bad[index % bad.length],
        headers: { 'x-mark': marks[index % 2]! },
      });
    });
    expect(statuses(answers)).toEqual({ 400: 40 });
    expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(40);
    answers.forEach((answer, index) => {
      expectCleanRefusal(answer, `request ${index}`);
      expect(refusedFields(answer)).toEqual([['email', 'password', 'rol'][index % 3]]);
      for (const secret of [...marks, owner.uuid, other.uuid]) expect(answer.text).not.toContain(secret);
    });
  });
});
