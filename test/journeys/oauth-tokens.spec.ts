import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { EndSession, ManageUser } from '@portero/identity';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  asking,
  claimsIn,
  type Credential,
  defaultCredential,
  DIALECT_NAMES,
  type DialectSession,
  exchangeOf,
  headerIn,
  logInBy,
} from '../support/tokens/back-end';
import { operatorOwner } from '../support/accounts/operator-owner';
import { sharedService, type TestService } from '../support/service/service';

describe.each(['documented', 'hardened'] as const)('what back ends are told in %s mode', (mode) => {
  let service: TestService;
  let owner: Credential;
  let other: Credential;
  let ask: ReturnType<typeof asking>;

  beforeAll(async () => {
    service = await sharedService(mode);
    owner = await defaultCredential(service);
    other = await operatorOwner(service);
    ask = asking(service, owner);
  });

  async function verified(token: string) {
    const { json } = await service.request<{ keys: (JsonWebKey & { kid: string })[] }>('GET', '/.well-known/jwks.json');
    const { kid } = headerIn(token);
    const jwk = json.keys.find((key) => key.kid === kid)!;
    const [header, claims, mac = ''] = token.split('.');
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(mac, 'base64url'))).toBe(true);
    return claimsIn(token);
  }

  const endSessionsOf = async ({ userUuid }: DialectSession) => {
    const ended = await service.app.get(ManageUser).endSessions({ uuid: userUuid });
    expect(ended.uuid).toBe(userUuid);
    expect(service.app.get(EndSession)).toBeDefined();
  };

  describe.each(DIALECT_NAMES)('of a token of %s', (dialect) => {
    let session: DialectSession;

    beforeAll(async () => {
      session = await logInBy(service, dialect);
    });

    it('is whose it is', async () => {
      const { status, json } = await ask.introspect({ token: session.access });
      expect(status).toBe(200);
      expect(json).toMatchObject({
        active: true,
        token_type: 'Bearer',
        token_use: 'access',
        sub: session.userUuid,
        client_id: owner.uuid,
        owner: owner.uuid,
        username: session.email,
        roles: ['USER'],
        dialect,
      });
      if (dialect !== 'shoop') expect(json.jti).toBe(claimsIn(session.access).jti);
      expect(json.exp).toBeGreaterThan(json.iat);
    });

    it('is unknown to another owner, who cannot end it either', async () => {
      const theirs = asking(service, other);
      expect((await theirs.introspect({ token: session.access })).json).toEqual({ active: false });
      expect((await theirs.revoke({ token: session.access })).status).toBe(200);
      expect((await theirs.token(exchangeOf(session.access))).status).toBe(400);
      expect((await ask.introspect({ token: session.access })).json.active).toBe(true);
    });

    it('is that a refresh token is one', async () => {
      if (session.refresh === null) return;
      const { json } = await ask.introspect({ token: session.refresh });
      expect(json).toMatchObject({ active: true, token_use: 'refresh', sub: session.userUuid });
      expect((await ask.token(exchangeOf(session.refresh))).json.error).toBe('invalid_request');
    });

    it('is exchanged for a standard one that ends with it', async () => {
      const { status, json } = await ask.token(exchangeOf(session.access));
      expect(status).toBe(200);
      expect(json).toMatchObject({ token_type: 'Bearer', issued_token_type: exchangeOf('')['subject_token_type'] });
      expect(headerIn(json.access_token)).toMatchObject({ typ: 'at+jwt', alg: 'RS256' });
      const claims = await verified(json.access_token);
      expect(claims).toMatchObject({
        sub: session.userUuid,
        aud: owner.uuid,
        client_id: owner.uuid,
        owner: owner.uuid,
        roles: ['USER'],
        dialect,
      });
      expect(claims.exp - claims.iat).toBe(json.expires_in);
      expect(json.expires_in).toBeLessThanOrEqual(600);
      expect((await ask.introspect({ token: json.access_token })).json).toMatchObject({
        active: true,
        sub: session.userUuid,
        jti: claims.jti,
        iss: claims.iss,
      });
      await endSessionsOf(session);
      for (const token of [json.access_token, session.access, session.refresh ?? session.access])
        expect((await ask.introspect({ token })).json).toEqual({ active: false });
      expect((await ask.token(exchangeOf(session.access))).status).toBe(400);
    });

    it('is ended with its session by revocation', async () => {
      const fresh = await logInBy(service, dialect);
      const sibling = await logInBy(service, dialect, { email: fresh.email, password: 'correct-horse-battery' });
      expect(await ask.revoke({ token: fresh.refresh ?? fresh.access })).toMatchObject({ status: 200, text: '' });
      expect((await ask.introspect({ token: fresh.access })).json).toEqual({ active: false });
      expect((await ask.introspect({ token: sibling.access })).json.active).toBe(true);
    });
  });

  it('a token of its own for an owner, which is no user', async () => {
    const { status, json } = await ask.token({ grant_type: 'client_credentials' });
    expect(status).toBe(200);
    expect(json.issued_token_type).toBeUndefined();
    const claims = await verified(json.access_token);
    expect(claims).toMatchObject({ sub: owner.uuid, client_id: owner.uuid, aud: owner.uuid });
    expect(claims.roles).toBeUndefined();
    expect((await ask.introspect({ token: json.access_token })).json).toMatchObject({ active: true, sub: owner.uuid });
    const passed = await service.request('GET', '/forward-auth', { bearer: json.access_token });
    expect(passed.status).toBe(401);
    expect((await ask.token(exchangeOf(json.access_token))).status).toBe(400);
    await ask.revoke({ token: json.access_token });
    expect((await ask.introspect({ token: json.access_token })).json).toEqual({ active: false });
  });

  it('of a standard token that was revoked: it alone has ended', async () => {
    const session = await logInBy(service, 'koko');
    const { json } = await ask.token(exchangeOf(session.access));
    await ask.revoke({ token: json.access_token });
    expect((await ask.introspect({ token: json.access_token })).json).toEqual({ active: false });
    expect((await ask.introspect({ token: session.access })).json.active).toBe(true);
  });
});
