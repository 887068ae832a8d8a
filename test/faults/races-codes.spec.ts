import { OneTimeCode } from '@portero/database';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  PASSWORD,
  registerOwner,
  registerUser,
  type TestOwner,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { sharedService, type TestService } from '../support/service/service';
import { atOnce, expectCleanRefusal, problemCodes, statuses } from './outcomes';

describe('codes under simultaneous use', () => {
  let service: TestService;
  let owner: TestOwner;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
  });

  it('verify a user once: of 20 calls with the right code, one succeeds', async () => {
    const { uuid, verificationCode } = await registerUser(service, owner);
    const answers = await atOnce(20, () =>
      service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } }),
    );
    const losers = answers.filter(({ status }) => status !== 200);
    expect(losers).toHaveLength(19);
    for (const loser of losers) expectCleanRefusal(loser, 'a loser');
    expect(['already_verified', 'code_exhausted', 'code_invalid']).toEqual(
      expect.arrayContaining(problemCodes(answers)),
    );
  });

  it('verify an owner once: of 20 calls with the right code, one succeeds', async () => {
    const fresh = await registerOwner(service);
    const json = { verificationCode: fresh.verificationCode };
    const answers = await atOnce(20, () => service.request('PUT', `/owner/${fresh.uuid}/verify`, { json }));
    expect(statuses(answers)[200]).toBe(1);
    for (const loser of answers.filter(({ status }) => status !== 200)) expectCleanRefusal(loser, 'a loser');
  });

  it('are compared at most 5 times, whatever 100 guess at once', async () => {
    const { uuid, verificationCode } = await registerUser(service, owner);
    const wrong = otherCodes(verificationCode, 100);
    const answers = await atOnce(100, (index) =>
      service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode: wrong[index] } }),
    );
    const codes = answers.map(({ json }) => json.code as string);
    expect(codes.filter((code) => code === 'code_invalid')).toHaveLength(5);
    // On a busy machine some wait too long for the database.
    const others = codes.filter((code) => !['code_invalid', 'code_exhausted', 'unavailable'].includes(code));
    expect(others).toEqual([]);
    const late = await service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode } });
    expect([late.status, late.json.code]).toEqual([400, 'code_exhausted']);
  });

  it('are not guessed more often because a right one is checked meanwhile', async () => {
    const user = await verifiedUser(service, owner);
    const name = { email: user.email, ownerUuid: owner.uuid };
    const code: string = (await service.request('POST', '/users/request-change-password', { json: name })).json.result
      .verificationCodePassword;
    const wrong = otherCodes(code, 40);
    const check = (verificationCode: string) =>
      service.request('POST', '/users/request-change-password-verify', { json: { ...name, verificationCode } });
    const answers = await atOnce(60, (index) =>
      check(index % 3 === 0 ? code : (wrong[index - Math.ceil(index / 3)] ?? '')),
    );
    expect(answers.filter(({ json }) => json.code === 'code_invalid').length).toBeLessThanOrEqual(5);
    for (const answer of answers.filter(({ status }) => status !== 200)) expectCleanRefusal(answer, 'a guess');
  });

  it('change a password once: of 10 with the same code one decides the new password', async () => {
    const user = await verifiedUser(service, owner);
    const name = { email: user.email, ownerUuid: owner.uuid };
    const code: string = (await service.request('POST', '/users/request-change-password', { json: name })).json.result
      .verificationCodePassword;
    const change = (index: number) =>
      service.request('PUT', '/users/change-password', {
        json: { ...name, verificationCodePassword: code, password: `Changed-${index}` },
      });
    const answers = await atOnce(10, change);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(statuses(answers)[200]).toBe(1);
    for (const loser of answers.filter(({ status }) => status !== 200)) expectCleanRefusal(loser, 'a loser');
    const logins = await atOnce(10, (index) =>
      service.request('POST', '/auth/login', { json: { ...name, password: `Changed-${index}` } }),
    );
    expect(logins.map(({ status }) => status === 200)).toEqual(answers.map((_, index) => index === winner));
  });

  it('replace each other: of 10 sent again at once exactly the last one works', async () => {
    const { uuid } = await registerUser(service, owner);
    const answers = await atOnce(10, () => service.request('PUT', `/users/${uuid}/resend`));
    expect(statuses(answers)).toEqual({ 200: 10 });
    const { id } = (await service.request('GET', `/users/uuid/${uuid}`)).json.result;
    expect(await service.dataSource.getRepository(OneTimeCode).countBy({ userId: id })).toBe(1);
  });

  it('of an account that is deleted meanwhile are refused, never a failure of ours', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { uuid, email } = await registerUser(service, owner);
      const json = { email, ownerUuid: owner.uuid, password: PASSWORD };
      const requests = [
        () => service.request('DELETE', `/users/uuid/${uuid}`),
        () => service.request('PUT', `/users/${uuid}/verify`, { json: { verificationCode: '0' } }),
        () => service.request('PUT', `/users/${uuid}/resend`),
        () => service.request('POST', '/users/request-change-password', { json }),
        () => service.request('POST', '/auth/login', { json }),
      ];
      const answers = await atOnce(20, (index) => requests[index % requests.length]!());
      for (const answer of answers.filter(({ status }) => status >= 400)) expectCleanRefusal(answer, 'a late request');
    }
  });
});

/** Codes of the same length that are all different and all wrong. */
function otherCodes(code: string, count: number): string[] {
  const candidates = Array.from({ length: count + 1 }, (_, index) => String(index).padStart(code.length, '0'));
  return candidates.filter((candidate) => candidate !== code).slice(0, count);
}
