import { randomUUID } from 'node:crypto';
import { type SigningKey, signToken } from './signing-key.js';

/** Claims that replace those of a minted token; `undefined` leaves one out. */
export type ClaimOverrides = Readonly<Record<string, unknown>>;

/** Whose tokens are minted, and when. */
export interface MintSetting {
  readonly issuer: string;
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

const TEN_MINUTES = 600;
const YEAR = 31_536_000;

/** A user's standard token: ten minutes, a new `sub` and `jti` each time, role `BUYER`. */
export function mintUserToken(setting: MintSetting, key: SigningKey, overrides: ClaimOverrides = {}): string {
  const claims = { ...standardClaims(setting), sub: randomUUID(), roles: ['BUYER'], dialect: 'koko', ...overrides };
  return signToken({ typ: 'at+jwt', alg: key.algorithm, kid: key.kid }, claims, key);
}

/** A client's own standard token: its subject is its owner, and it has no roles. */
export function mintClientToken(setting: MintSetting, key: SigningKey, overrides: ClaimOverrides = {}): string {
  const claims = { ...standardClaims(setting), sub: setting.owner, ...overrides };
  return signToken({ typ: 'at+jwt', alg: key.algorithm, kid: key.kid }, claims, key);
}

/** A Koko access token of user 42: a year, no issuer, no roles. */
export function mintKokoToken({ clock }: MintSetting, key: SigningKey, overrides: ClaimOverrides = {}): string {
  const now = Math.floor(clock() / 1000);
  const jti = randomUUID().replaceAll('-', '');
  const claims = { aud: '1', jti, iat: now, nbf: now, exp: now + YEAR, sub: '42', scopes: [], ...overrides };
  return signToken({ typ: 'JWT', alg: key.algorithm, kid: key.kid }, claims, key);
}

function standardClaims({ issuer, owner, clock }: MintSetting): Record<string, unknown> {
  const iat = Math.floor(clock() / 1000);
  return { iss: issuer, aud: owner, client_id: owner, owner, iat, exp: iat + TEN_MINUTES, jti: randomUUID() };
}
