import { beforeEach, describe, expect, it, beforeAll } from 'vitest';
import { freshEmail, PASSWORD, verifiedUser } from '../support/accounts/auth100-accounts';
import { EVERY_DIALECT, type Login } from '../support/dialects/every-dialect';
import type { LooseJson } from '../support/http/http-client';
import { sharedService, type TestService } from '../support/service/service';

/** The default owner of documented mode, which every dialect is bound to. */
const OWNER = 'bdd339af-b926-4215-94d6-29375773695d';

describe('one user, five dialects', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  const logIn = (name: string, login: Login) => {
    const dialect = EVERY_DIALECT.find((each) => each.name === name)!;
    return service.request('POST', dialect.loginPath, dialect.login(login, OWNER));
  };

  it.each(EVERY_DIALECT.map(({ name }) => name))('a user made by Auth100 logs in through %s', async (name) => {
    const user = await verifiedUser(service, { uuid: OWNER });
    expect((await logIn(name, user)).status).toBe(200);
  });

  it.each(EVERY_DIALECT.map(({ name }) => name))('a user made by Shoop logs in through %s', async (name) => {
    const email = freshEmail();
    const form = { email, password: PASSWORD, name: 'shcode', id_location: '7' };
    expect((await service.request('POST', '/api/v2/auth/register', { form })).status).toBe(200);
    expect((await logIn(name, { email, password: PASSWORD })).status).toBe(200);
  });

  describe('with a session in each', () => {
    let user: Awaited<ReturnType<typeof verifiedUser>>;
    const sessions = new Map<string, LooseJson>();

    beforeEach(async () => {
      user = await verifiedUser(service, { uuid: OWNER });
      for (const { name } of EVERY_DIALECT) sessions.set(name, (await logIn(name, user)).json);
    });

    const useAll = () =>
      Promise.all(EVERY_DIALECT.map(async (each) => (await each.useSession(service, sessions.get(each.name))).status));

    it('all of them work', async () => {
      expect(await useAll()).toEqual([200, 200, 200, 200, 200]);
    });

    it('a password changed through Auth100 ends all of them', async () => {
      const name = { email: user.email, ownerUuid: OWNER };
      const asked = await service.request('POST', '/users/request-change-password', { json: name });
      const { verificationCodePassword } = asked.json.result;
      const changed = await service.request('PUT', '/users/change-password', {
        json: { ...name, verificationCodePassword, password: 'newPassword123' },
      });
      expect(changed.status).toBe(200);
      expect((await useAll()).every((status) => status === 401)).toBe(true);
    });

    it('deleting the user ends all of them', async () => {
      expect((await service.request('DELETE', `/users/uuid/${user.uuid}`)).status).toBe(200);
      expect((await useAll()).every((status) => status === 401)).toBe(true);
    });

    it('logging out of one ends only that one', async () => {
      const { data } = sessions.get('koko');
      await service.request('POST', '/api/oauth/logout', { bearer: data.access_token });
      expect(await useAll()).toEqual([200, 401, 200, 200, 200]);
    });
  });
});
