import { CLIENT_SCOPES, type ClientScope } from '@portero/identity';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail } from '../support/accounts/auth100-accounts';
import { operatorOwner, STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { sharedService, type TestService } from '../support/service/service';
import { asking, claimsIn, type Credential, defaultCredential, exchangeOf, logInBy } from '../support/tokens/back-end';

const DAY = 24 * 3600;
const NOBODY = '11111111-1111-4111-8111-111111111111';

interface CreatedClient {
  readonly clientId: string;
  readonly secret: string;
}

describe.each(['documented', 'hardened'] as const)('clients of an owner in %s mode', (mode) => {
  let service: TestService;
  let owner: Credential;

  beforeAll(async () => {
    service = await sharedService(mode);
    owner = await defaultCredential(service);
  });

  afterEach(() => {
    service.clock.reset();
  });

  async function create(scopes: readonly ClientScope[], by = owner): Promise<CreatedClient> {
    const { status, json } = await service.request('POST', '/owner/clients', {
      owner: by,
      json: { name: 'c', scopes },
    });
    expect(status).toBe(201);
    return json.result;
  }
  const credentialOf = ({ clientId, secret }: CreatedClient): Credential => ({ uuid: clientId, secret });
  const introspects = async (credential: Credential) =>
    (await asking(service, credential).introspect({ token: 'x' })).status;
  const rotate = async ({ clientId }: CreatedClient, json?: object) => {
    const answer = await service.request('POST', `/owner/clients/${clientId}/rotate-secret`, {
      owner,
      ...(json && { json }),
    });
    expect(answer.status).toBe(200);
    return { uuid: clientId, secret: answer.json.result.secret as string };
  };

  it('are shown their secret once, and listed without it', async () => {
    const json = { name: 'Orders', scopes: ['exchange', 'verify', 'verify'] };
    const created = await service.request('POST', '/owner/clients', { owner, json });
    expect([created.status, created.json]).toEqual([
      201,
      {
        result: {
          clientId: expect.stringMatching(/^[0-9a-f-]{36}$/u),
          secret: expect.stringMatching(/^.{44}$/u),
          name: 'Orders',
          scopes: ['verify', 'exchange'],
        },
      },
    ]);
    const listed = await service.request('GET', '/owner/clients', { owner });
    const { clientId, secret } = created.json.result;
    expect(listed.json.result).toContainEqual({
      clientId,
      name: 'Orders',
      scopes: ['verify', 'exchange'],
      createdAt: expect.any(String),
    });
    expect(listed.text).not.toContain(secret);
    const rows = await service.dataSource.query(`SELECT encode(hash, 'base64') AS hash FROM client_secrets`);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it.each([
    ['no scope', { name: 'c', scopes: [] }, 'scopes'],
    ['an unknown scope', { name: 'c', scopes: ['verify', 'admin'] }, 'scopes'],
    ['a scope that is no text', { name: 'c', scopes: [['verify']] }, 'scopes'],
    ['scopes that are no list', { name: 'c', scopes: 'verify' }, 'scopes'],
    ['no name', { scopes: ['verify'] }, 'name'],
    ['a blank name', { name: ' ', scopes: ['verify'] }, 'name'],
    ['a long name', { name: 'x'.repeat(101), scopes: ['verify'] }, 'name'],
  ])('are refused with %s', async (_fault, json, field) => {
    const { status, json: refused } = await service.request('POST', '/owner/clients', { owner, json });
    expect([status, refused.code, refused.errors[0].field]).toEqual([400, 'validation_failed', field]);
  });

  describe.each(CLIENT_SCOPES)('with the scope %s', (scope) => {
    let client: Credential;
    let token: string;

    beforeAll(async () => {
      client = credentialOf(await create([scope]));
      token = (await logInBy(service, 'auth100')).access;
    });

    it('use the OAuth routes of that scope and no other', async () => {
      const ask = asking(service, client);
      const asked: readonly (readonly [ClientScope, string, () => Promise<{ status: number; json: unknown }>])[] = [
        ['verify', 'introspect', () => ask.introspect({ token })],
        ['verify', 'revocations', () => service.request('GET', '/oauth/revocations', { owner: client })],
        ['exchange', 'exchange', () => ask.token(exchangeOf(token))],
        ['token', 'client credentials', () => ask.token({ grant_type: 'client_credentials' })],
        ['revoke', 'revoke', () => ask.revoke({ token })],
      ];
      for (const [needed, route, call] of asked) {
        const { status, json } = await call();
        if (needed === scope) expect([route, status]).toEqual([route, 200]);
        else {
          expect([route, status]).toEqual([route, 403]);
          expect(json).toMatchObject({ error: 'insufficient_scope' });
        }
      }
    });

    it('use the users of that scope and no others, and nothing of the owner', async () => {
      const email = freshEmail();
      const made = await service.request('POST', '/users', {
        owner,
        json: { email, password: STRONG_PASSWORD, ownerUuid: owner.uuid },
      });
      const { uuid } = made.json.result;
      const asked: readonly (readonly [ClientScope | null, string, string, object?])[] = [
        ['users:read', 'GET', `/users?owner=${owner.uuid}`],
        ['users:read', 'GET', `/users/uuid/${uuid}`],
        ['users:write', 'POST', '/users', { email: freshEmail(), password: STRONG_PASSWORD, ownerUuid: owner.uuid }],
        ['users:write', 'PUT', `/users/${uuid}/resend`],
        ['users:write', 'PATCH', `/users/uuid/${uuid}`, { name: 'Ana' }],
        ['users:write', 'POST', '/users/request-change-password', { email, ownerUuid: owner.uuid }],
        ['users:write', 'DELETE', `/users/uuid/${uuid}/sessions`],
        ['users:write', 'DELETE', `/users/uuid/${uuid}`],
        [null, 'PATCH', '/owner', { mailSenderName: 'Shop' }],
        [null, 'GET', '/owner/audit'],
        [null, 'GET', '/owner/clients'],
        [null, 'POST', '/owner/clients', { name: 'more', scopes: CLIENT_SCOPES }],
        [null, 'POST', `/owner/clients/${client.uuid}/rotate-secret`, {}],
        [null, 'DELETE', `/owner/clients/${client.uuid}`],
        [null, 'POST', '/owner/request-change-password', { email, ownerUuid: owner.uuid }],
        [null, 'PUT', `/owner/${owner.uuid}/resend`],
      ];
      for (const [needed, method, path, json] of asked) {
        const answer = await service.request(method, path, { owner: client, ...(json && { json }) });
        if (needed === scope)
          expect([path, answer.status]).toEqual([path, method === 'POST' && path === '/users' ? 201 : 200]);
        else expect([path, answer.status, answer.json.code]).toEqual([path, 403, 'forbidden']);
      }
    });
  });

  it('see no code, which in hardened mode only the owner itself does', async () => {
    const client = credentialOf(await create(['users:write', 'users:read']));
    const email = freshEmail();
    const json = { email, password: STRONG_PASSWORD, ownerUuid: owner.uuid };
    const made = await service.request('POST', '/users', { owner: client, json });
    const asked = await service.request('POST', '/users/request-change-password', {
      owner: client,
      json: { email, ownerUuid: owner.uuid },
    });
    const shown = mode === 'documented' ? expect.any(String) : null;
    expect(made.json.result.verificationCode).toEqual(shown);
    expect(asked.json.result.verificationCodePassword).toEqual(shown);
    const byOwner = await service.request('POST', '/users/request-change-password', {
      owner,
      json: { email, ownerUuid: owner.uuid },
    });
    expect(byOwner.json.result.verificationCodePassword).toEqual(expect.any(String));
  });

  it('have access only to data of their owner', async () => {
    const other = await operatorOwner(service);
    const client = credentialOf(await create(['users:read', 'verify'], other));
    const listed = await service.request('GET', `/users?owner=${owner.uuid}`, { owner: client });
    expect([listed.status, listed.json.code]).toEqual([404, 'owner_not_found']);
    const { access } = await logInBy(service, 'koko');
    expect((await asking(service, client).introspect({ token: access })).json).toEqual({ active: false });
    for (const [method, path] of [
      ['POST', `/owner/clients/${client.uuid}/rotate-secret`],
      ['DELETE', `/owner/clients/${client.uuid}`],
      ['DELETE', `/owner/clients/${NOBODY}`],
    ] as const) {
      const answer = await service.request(method, path, { owner, ...(method === 'POST' && { json: {} }) });
      expect([path, answer.status, answer.json.code]).toEqual([path, 404, 'client_not_found']);
    }
    expect(await introspects(client)).toBe(200);
  });

  it('prove themselves in the body too, and by no other secret than their own', async () => {
    const one = await create(['verify']);
    const two = await create(['verify']);
    const form = (secret: string) => ({ client_id: one.clientId.toUpperCase(), client_secret: secret, token: 'x' });
    const ask = (secret: string) => service.request('POST', '/oauth/introspect', { form: form(secret) });
    expect((await ask(one.secret)).json).toEqual({ active: false });
    expect((await ask(two.secret)).status).toBe(401);
    expect((await ask(owner.secret)).status).toBe(401);
    expect(await introspects({ uuid: owner.uuid, secret: one.secret })).toBe(401);
  });

  it('keep one predecessor of a rotated secret for 24 hours, and none of one that ends at once', async () => {
    const made = await create(['verify']);
    const first = credentialOf(made);
    const second = await rotate(made);
    expect([await introspects(first), await introspects(second)]).toEqual([200, 200]);
    const third = await rotate(made);
    expect([await introspects(first), await introspects(second), await introspects(third)]).toEqual([401, 200, 200]);
    service.clock.advance(DAY);
    expect([await introspects(second), await introspects(third)]).toEqual([401, 200]);
    const fourth = await rotate(made, { atOnce: true });
    expect([await introspects(third), await introspects(fourth)]).toEqual([401, 200]);
  });

  it('keep one secret of any number of simultaneous rotations besides its predecessor', async () => {
    const made = await create(['verify']);
    const rotated = await Promise.all(Array.from({ length: 5 }, () => rotate(made)));
    const statuses = await Promise.all([credentialOf(made), ...rotated].map(introspects));
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
  });

  it('get their own tokens, which end when the client is deleted', async () => {
    const made = await create(['token', 'exchange', 'verify']);
    const ask = asking(service, credentialOf(made));
    const { access_token: token } = (await ask.token({ grant_type: 'client_credentials' })).json;
    expect(claimsIn(token)).toMatchObject({ sub: made.clientId, client_id: made.clientId, owner: owner.uuid });
    const told = asking(service, owner);
    expect((await told.introspect({ token })).json).toMatchObject({ active: true, sub: made.clientId });
    const { access } = await logInBy(service, 'bookker');
    const exchanged: string = (await ask.token(exchangeOf(access))).json.access_token;
    expect((await told.introspect({ token: exchanged })).json).toMatchObject({
      active: true,
      client_id: made.clientId,
    });
    const deleted = await service.request('DELETE', `/owner/clients/${made.clientId}`, { owner });
    expect(deleted.json).toEqual({ result: { clientId: made.clientId } });
    expect(await introspects(credentialOf(made))).toBe(401);
    expect((await told.introspect({ token })).json).toEqual({ active: false });
    const feed = await service.request('GET', '/oauth/revocations', { owner });
    expect((feed.json.revocations as { jti: string }[]).map(({ jti }) => jti)).toContain(claimsIn(token).jti);
  });

  it('are in the audit log, with changes to them and their actions', async () => {
    const tenant = await operatorOwner(service);
    const made = await create(['users:write'], tenant);
    const json = { email: freshEmail(), password: STRONG_PASSWORD, ownerUuid: tenant.uuid };
    await service.request('POST', '/users', { owner: credentialOf(made), json });
    await service.request('POST', '/users', { owner: { uuid: made.clientId, secret: 'wrong' }, json });
    await service.request('DELETE', `/owner/clients/${made.clientId}`, { owner: tenant });
    const { json: trail } = await service.request('GET', '/owner/audit', { owner: tenant });
    const events = (trail.result as Record<string, unknown>[]).map(({ event, outcome, actor, detail }) => [
      event,
      outcome,
      actor,
      detail,
    ]);
    expect(events).toEqual(
      expect.arrayContaining([
        ['client_created', 'ok', 'owner', made.clientId],
        ['user_created', 'ok', 'service', null],
        ['credential', 'failed', 'client', made.clientId],
        ['client_deleted', 'ok', 'owner', made.clientId],
      ]),
    );
  });
});
