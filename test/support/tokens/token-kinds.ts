import { asking, claimsIn, type Credential, exchangeOf, logInBy } from './back-end';
import type { LooseJson } from '../http/http-client';
import type { TestService } from '../service/service';

/** What a service that accepts one kind of token passes to its JWT library, besides the key and its algorithm. */
export interface Expectation {
  readonly issuer?: string;
  readonly audience?: string;
  readonly typ?: string;
  /** Required claims, which identify the kind if issuer and audience do not. */
  readonly claims: readonly string[];
}

/** The kinds of tokens that are JWTs; `oauth` is the standard one. */
export const SIGNED_KINDS = ['auth100', 'koko', 'bookker', 'simplejwt', 'oauth'] as const;

/** One of {@link SIGNED_KINDS}. */
export type SignedKind = (typeof SIGNED_KINDS)[number];

/** The documented expectations for each kind. */
export function expectationsAt(issuer: string, ownerUuid: string): Readonly<Record<SignedKind, Expectation>> {
  return {
    auth100: { claims: ['id', 'rol', 'exp', 'jti'] },
    koko: { audience: '1', claims: ['scopes', 'sub', 'exp'] },
    bookker: { issuer: 'secure-api', audience: 'secure-app', claims: ['rol', 'exp'] },
    simplejwt: { claims: ['token_type', 'user_id', 'exp'] },
    oauth: { issuer, audience: ownerUuid, typ: 'at+jwt', claims: ['sub', 'client_id', 'exp'] },
  };
}

/** The issuer that the service publishes. */
export async function issuerOf(service: TestService): Promise<string> {
  const { json } = await service.request('GET', '/.well-known/oauth-authorization-server');
  return json.issuer as string;
}

/** One live access token of each kind, each for a different user. */
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

/** All pairs of a kind that a verifier expects and a different kind that it receives. */
export const MISTAKEN_KINDS: readonly (readonly [SignedKind, SignedKind])[] = SIGNED_KINDS.flatMap((expected) =>
  SIGNED_KINDS.filter((sent) => sent !== expected).map((sent) => [expected, sent] as const),
);

/** A token with one claim changed, but with its original header and signature. */
export function altered(token: string): string {
  const [header, , signature] = token.split('.');
  const claims: LooseJson = { ...claimsIn(token), exp: 4_102_444_800 };
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
}
