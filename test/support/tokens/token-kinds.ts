import { asking, claimsIn, type Credential, exchangeOf, logInBy } from './back-end';
import type { LooseJson } from '../http/http-client';
import type { TestService } from '../service/service';

/** What a service that takes one kind of token tells its JWT library, besides the key and its algorithm. */
export interface Expectation {
  readonly issuer?: string;
  readonly audience?: string;
  readonly typ?: string;
  /** By these it knows the kind where neither issuer nor audience tells it. */
  readonly claims: readonly string[];
}

/** The kinds of tokens that are JWTs; `oauth` is the standard one. */
export const SIGNED_KINDS = ['auth100', 'koko', 'bookker', 'simplejwt', 'oauth'] as const;

/** One of {@link SIGNED_KINDS}. */
export type SignedKind = (typeof SIGNED_KINDS)[number];

/** What to expect of each kind, as its documentation tells. */
export function expectationsAt(issuer: string, ownerUuid: string): Readonly<Record<SignedKind, Expectation>> {
  return {
    auth100: { claims: ['id', 'rol', 'exp', 'jti'] },
    koko: { audience: '1', claims: ['scopes', 'sub', 'exp'] },
    bookker: { issuer: 'secure-api', audience: 'secure-app', claims: ['rol', 'exp'] },
    simplejwt: { claims: ['token_type', 'user_id', 'exp'] },
    oauth: { issuer, audience: ownerUuid, typ: 'at+jwt', claims: ['sub', 'client_id', 'exp'] },
  };
}

/** Who signs, as the service publishes it. */
export async function issuerOf(service: TestService): Promise<string> {
  const { json } = await service.request('GET', '/.well-known/oauth-authorization-server');
  return json.issuer as string;
}

/** One live access token of each kind, each of another user. */
export async function oneOfEach(service: TestService, owner: Credential): Promise<Record<SignedKind, string>> {
  const [auth100, koko, bookker, simplejwt, standard] = [
    await logInBy(service, 'auth100'),
    await logInBy(service, 'koko'),
    await logInBy(service, 'bookker'),
    await logInBy(service, 'simplejwt'),
    await logInBy(service, 'shoop'),
  ];
  const { json } = await asking(service, owner).token(exchangeOf(standard.access));
  return {
    auth100: auth100.access,
    koko: koko.access,
    bookker: bookker.access,
    simplejwt: simplejwt.access,
    oauth: json.access_token as string,
  };
}

/** Every pair of a kind that a verifier is made for and another kind that it gets. */
export const MISTAKEN_KINDS: readonly (readonly [SignedKind, SignedKind])[] = SIGNED_KINDS.flatMap((expected) =>
  SIGNED_KINDS.filter((sent) => sent !== expected).map((sent) => [expected, sent] as const),
);

/** The claims of a token with one of them changed, under its own header and signature. */
export function altered(token: string): string {
  const [header, , signature] = token.split('.');
  const claims: LooseJson = { ...claimsIn(token), exp: 4_102_444_800 };
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
}
