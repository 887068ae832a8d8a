import {
  numericDate,
  type OwnersToken,
  type RecognizedToken,
  spellSessionId,
  type TokenProfile,
  type TokenHolder,
  type UserToken,
} from '@portero/identity';
import type { IntrospectionDto } from './inspection.dto';

/** The introspection answer (RFC 7662, section 2.2). @param token a live one, or `null` */
export function presentIntrospection(token: RecognizedToken | null, issuer: string): IntrospectionDto {
  if (token === null) return { active: false };
  const told = token.kind === 'user' ? ofUser(token, issuer) : ofClient(token, issuer);
  const aud = token.claims?.['aud'];
  return isAudience(aud) ? Object.assign(told, { aud }) : told;
}

function ofUser({ token, session, subject, profile, claims }: UserToken, issuer: string): IntrospectionDto {
  return {
    active: true,
    token_type: 'Bearer',
    token_use: token.kind,
    client_id: textOf(claims?.['client_id']) ?? subject.owner.uuid,
    sub: subject.uuid,
    ...usernameOf(subject),
    email_verified: subject.verifiedAt !== null,
    iss: issuer,
    iat: numericDate(token.issuedAt),
    exp: numericDate(earliest(session.expiresAt, session.idleExpiresAt, token.expiresAt)),
    jti: spellId(profile, token.id, session.id),
    sid: spellSessionId(session.id),
    owner: subject.owner.uuid,
    roles: [subject.role.description],
    dialect: session.profile,
    user_id: subject.id,
  };
}

function ofClient({ token, owner }: OwnersToken, issuer: string): IntrospectionDto {
  return {
    active: true,
    token_type: 'Bearer',
    token_use: 'access',
    client_id: token.clientId ?? owner.uuid,
    sub: token.clientId ?? owner.uuid,
    iss: issuer,
    iat: numericDate(token.issuedAt),
    exp: numericDate(token.expiresAt),
    jti: token.id,
    owner: owner.uuid,
  };
}

/** Tokens whose session is not known have ids that do not carry it. */
const NO_SESSION = '00000000-0000-0000-0000-000000000000';

/** A token's id in the spelling of its profile. */
export function spellId(profile: TokenProfile | null, id: string, sessionId: string | null): string {
  if (profile?.access.type !== 'jwt') return id;
  return profile.access.spellId?.(id, sessionId ?? NO_SESSION) ?? id;
}

function earliest(first: Date, ...others: readonly (Date | null)[]): Date {
  return others.reduce<Date>((soonest, each) => (each !== null && each < soonest ? each : soonest), first);
}

/** An unverified e-mail may belong to a stranger, so it is left out. */
function usernameOf({ email, username, verifiedAt }: TokenHolder): Pick<IntrospectionDto, 'username'> {
  if (verifiedAt !== null) return { username: email };
  return username === null ? {} : { username };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isAudience(value: unknown): value is string | readonly string[] {
  return typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
}
