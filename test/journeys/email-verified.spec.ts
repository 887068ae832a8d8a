import { User } from '@portero/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerShopper } from '../support/accounts/shoop-accounts';
import { sharedService, type TestService } from '../support/service/service';
import { asking, claimsIn, type Credential, defaultCredential, exchangeOf } from '../support/tokens/back-end';

describe('the e-mail of a user in other services', () => {
  let service: TestService;
  let owner: Credential;

  beforeAll(async () => {
    service = await sharedService();
    owner = await defaultCredential(service);
  });

  const decide = (key: string, query = '') => service.request('GET', `/forward-auth${query}`, { headers: { key } });

  it('is not sent before it is verified', async () => {
    const { key } = await registerShopper(service);
    const ask = asking(service, owner);
    const { json } = await ask.introspect({ token: key });
    expect([json.active, json.email_verified]).toEqual([true, false]);
    expect(json).not.toHaveProperty('username');
    expect(claimsIn((await ask.token(exchangeOf(key))).json.access_token).email_verified).toBe(false);
    const passed = await decide(key);
    expect([passed.status, passed.headers.get('x-auth-email-verified')]).toEqual([200, 'false']);
    expect((await decide(key, '?verified=true')).status).toBe(403);
  });

  it('names the username of a user whose e-mail is not verified', async () => {
    const { key, email } = await registerShopper(service);
    const username = `u${Date.now()}`;
    await service.dataSource.getRepository(User).update({ email }, { username, usernameKey: username });
    expect((await asking(service, owner).introspect({ token: key })).json.username).toBe(username);
  });

  it('is sent after it is verified', async () => {
    const { key, email } = await registerShopper(service);
    await service.dataSource.getRepository(User).update({ email }, { verifiedAt: new Date() });
    const ask = asking(service, owner);
    expect((await ask.introspect({ token: key })).json).toMatchObject({ username: email, email_verified: true });
    expect(claimsIn((await ask.token(exchangeOf(key))).json.access_token).email_verified).toBe(true);
    const passed = await decide(key, '?verified=true');
    expect([passed.status, passed.headers.get('x-auth-email-verified')]).toEqual([200, 'true']);
  });

  it.each(['?verified=false', '?verified=', '?verified=1', '?verified=true,false', '?verified=TRUE'])(
    'refuses a requirement that it does not know: %s',
    async (query) => {
      const { key } = await registerShopper(service);
      expect((await decide(key, query)).status).toBe(403);
    },
  );
});
