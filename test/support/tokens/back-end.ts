import { DefaultOwner, OwnerSecrets } from '@portero/identity';
import { freshEmail } from '../accounts/auth100-accounts';
import { EVERY_DIALECT, type Login } from '../dialects/every-dialect';
import type { Answer, LooseJson, Sending } from '../http/http-client';
import { plantUser } from '../accounts/planted-accounts';
import { STRONG_PASSWORD } from '../accounts/operator-owner';
import type { TestService } from '../service/service';

/** The credential of an owner, which its back ends use. */
export interface Credential {
  readonly uuid: string;
  readonly secret: string;
}

/** The result of a log-in in any dialect. */
export interface DialectSession {
  readonly dialect: string;
  readonly access: string;
  readonly refresh: string | null;
  readonly userUuid: string;
  readonly email: string;
}

/** Where each dialect puts its tokens. */
export const TOKENS_IN: Readonly<Record<string, (json: LooseJson) => { access: string; refresh: string | null }>> = {
  auth100: ({ result }) => ({ access: result.accessToken, refresh: result.refreshToken }),
  koko: ({ data }) => ({ access: data.access_token, refresh: data.refresh_token }),
  bookker: ({ token }) => ({ access: token, refresh: null }),
  simplejwt: (json) => json,
  shoop: ({ key }) => ({ access: key, refresh: null }),
};

/** The names of the dialects. */
export const DIALECT_NAMES = EVERY_DIALECT.map(({ name }) => name);

/** A new secret for the default owner. Every dialect knows its users. */
export async function defaultCredential({ app }: TestService): Promise<Credential> {
  const owner = await app.get(DefaultOwner).ensure();
  return { uuid: owner.uuid, secret: await app.get(OwnerSecrets).rotate(owner) };
}

/** Creates a user of the default owner and logs it in through a dialect. */
export async function logInBy(service: TestService, dialect: string, login?: Login): Promise<DialectSession> {
  const { uuid: ownerUuid } = await service.app.get(DefaultOwner).ensure();
  const { email, password } = login ?? { email: freshEmail(), password: STRONG_PASSWORD };
  const user = await plantUser(service, { email, password, username: null });
  const under = EVERY_DIALECT.find(({ name }) => name === dialect)!;
  const answer = await service.request('POST', under.loginPath, under.login({ email, password }, ownerUuid));
  if (answer.status !== 200) throw new Error(`Log-in by ${dialect}: ${answer.status} ${answer.text}`);
  return { dialect, ...TOKENS_IN[dialect]!(answer.json), userUuid: user.uuid, email };
}

/** Sends forms with an owner's credential, like a back end. */
export function asking(service: TestService, owner: Credential) {
  const post =
    (path: string) =>
    (form: Readonly<Record<string, string>>, sending: Sending = {}): Promise<Answer<LooseJson>> =>
      service.request('POST', path, { owner, form, ...sending });
  return { introspect: post('/oauth/introspect'), revoke: post('/oauth/revoke'), token: post('/oauth/token') };
}

/** The form of a token exchange. */
export function exchangeOf(token: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    ...more,
  };
}

/** The claims of a JWT, without verification. */
export function claimsIn(token: string): LooseJson {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

/** The header of a JWT, without verification. */
export function headerIn(token: string): LooseJson {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
}
