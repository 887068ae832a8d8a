import {
  allowInsecureRequests,
  type ClientAuth,
  clientCredentialsGrant,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  discovery,
  genericGrantRequest,
  tokenIntrospection,
  tokenRevocation,
} from 'openid-client';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  claimsIn,
  type Credential,
  defaultCredential,
  DIALECT_NAMES,
  exchangeOf,
  logInBy,
} from '../support/tokens/back-end';
import { sharedService, type TestService } from '../support/service/service';
import { issuerOf } from '../support/tokens/token-kinds';

const METHODS: readonly (readonly [string, (secret: string) => ClientAuth])[] = [
  ['client_secret_basic', ClientSecretBasic],
  ['client_secret_post', ClientSecretPost],
];

describe.each(METHODS)('openid-client by %s', (_method, authenticate) => {
  let service: TestService;
  let owner: Credential;
  let issuer: string;
  let config: Configuration;

  beforeAll(async () => {
    service = await sharedService();
    owner = await defaultCredential(service);
    issuer = await issuerOf(service);
    config = await discover(owner);
  });

  const discover = ({ uuid, secret }: Credential): Promise<Configuration> =>
    discovery(new URL(issuer), uuid, secret, authenticate(secret), {
      algorithm: 'oauth2',
      // The test service has no certificate. No other check is relaxed.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated only so that it stands out
      execute: [allowInsecureRequests],
    });

  const exchange = (token: string, more: Readonly<Record<string, string>> = {}) => {
    const { grant_type: grant = '', ...form } = exchangeOf(token, more);
    return genericGrantRequest(config, grant, form);
  };

  it('discovers the service by its issuer alone', () => {
    const { issuer: name, jwks_uri: keys, token_endpoint: tokens } = config.serverMetadata();
    expect({ name, keys, tokens }).toEqual({
      name: issuer,
      keys: `${issuer}/.well-known/jwks.json`,
      tokens: `${issuer}/oauth/token`,
    });
  });

  it('gets a token for itself, introspects it and revokes it', async () => {
    const granted = await clientCredentialsGrant(config);
    expect(granted).toMatchObject({ token_type: 'bearer', expires_in: 600 });
    expect(await tokenIntrospection(config, granted.access_token)).toMatchObject({ active: true, sub: owner.uuid });
    await tokenRevocation(config, granted.access_token, { token_type_hint: 'access_token' });
    expect(await tokenIntrospection(config, granted.access_token)).toEqual({ active: false });
  });

  it.each(DIALECT_NAMES)('exchanges, introspects and revokes a token of %s', async (dialect) => {
    const session = await logInBy(service, dialect);
    const about = await tokenIntrospection(config, session.access, { token_type_hint: 'access_token' });
    expect(about).toMatchObject({ active: true, sub: session.userUuid, client_id: owner.uuid, dialect });
    const granted = await exchange(session.access, { resource: 'https://orders.example.com/' });
    expect(granted['issued_token_type']).toBe('urn:ietf:params:oauth:token-type:access_token');
    expect(claimsIn(granted.access_token)).toMatchObject({ sub: session.userUuid, aud: 'https://orders.example.com/' });
    await tokenRevocation(config, session.access);
    for (const token of [session.access, granted.access_token])
      expect(await tokenIntrospection(config, token)).toEqual({ active: false });
  });

  it('gets OAuth errors that it understands', async () => {
    const refusals: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => exchange('nonsense'), 'invalid_request'],
      [() => exchange('nonsense', { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }), 'invalid_request'],
      [() => exchange('nonsense', { audience: '11111111-1111-4111-8111-111111111111' }), 'invalid_target'],
      [() => clientCredentialsGrant(config, { scope: 'everything' }), 'invalid_scope'],
      [() => genericGrantRequest(config, 'password', { username: 'u', password: 'p' }), 'unsupported_grant_type'],
    ];
    for (const [ask, error] of refusals)
      await expect(ask(), error).rejects.toMatchObject({ name: 'ResponseBodyError', status: 400, error });
  });

  it('is challenged when its secret is wrong, at every endpoint', async () => {
    const wrong = await discover({ uuid: owner.uuid, secret: `${owner.secret}x` });
    const challenge = { scheme: 'basic', parameters: { realm: 'owner', charset: 'UTF-8' } };
    for (const ask of [
      () => clientCredentialsGrant(wrong),
      () => tokenIntrospection(wrong, 'x'),
      () => tokenRevocation(wrong, 'x'),
    ]) {
      const refused = { name: 'WWWAuthenticateChallengeError', status: 401, cause: [challenge] };
      await expect(ask()).rejects.toMatchObject(refused);
    }
  });
});
