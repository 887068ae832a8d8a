import { Injectable } from '@nestjs/common';
import { Queries, type Session } from '@portero/database';
import { AuditLog } from '../audit/audit-log.service';
import { IdentityError, type IdentityErrorCode } from '../identity.errors';
import { TOKENS_ISSUED } from '../signals/identity-signals';
import { subjectOf } from '../tokens/subject-row';
import { type MadeTokens, type PreparedProfile, type SessionLife, TokenIssuer } from '../tokens/token-issuer.service';
import { whyDead } from '../tokens/token-liveness';
import type { IssuedTokens, TokenHolder } from '../tokens/token-profile';
import { FIND_ACCESS_TOKEN, type FoundTokenRow, ISSUE_IN_SESSION, type SideEffect } from './issue-in-session.query';

/** The live token that a client sent in exchange for another one, as it was read. */
export interface LiveToken {
  readonly tokenId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date | null;
  readonly session: SessionLife & Pick<Session, 'idleExpiresAt' | 'tokensSince'>;
  readonly subject: TokenHolder;
}

/** How the token that the client sent is marked as used. */
export interface Spending {
  readonly endsAccess: boolean;
  /** Keyed hash of the caller's network. */
  readonly from: Buffer | null;
  /** Data that is stored for a retry. */
  readonly seal: (made: MadeTokens) => Buffer | null;
}

/** The tokens to issue, and what to do with the session and with the token that the client sent. */
export interface Issuance {
  readonly prepared: PreparedProfile;
  readonly event: 'refresh' | 'token_exchanged';
  readonly now: Date;
  /** When absent, the session does not change, and the token stays valid. */
  readonly changes?: {
    /** The new end of the session. */
    readonly idleExpiresAt: Date;
    /** When absent, the token stays valid. */
    readonly spends?: Spending;
  };
}

/** Issues further tokens in open sessions. */
@Injectable()
export class IssueInSession {
  constructor(
    private readonly queries: Queries,
    private readonly issuer: TokenIssuer,
    private readonly audit: AuditLog,
  ) {}

  /** Issues tokens in one statement, which simultaneous calls share. @returns `null` when anything has changed since the token was read */
  async issue(token: LiveToken, { prepared, event, now: clock, changes }: Issuance): Promise<IssuedTokens | null> {
    const { session, subject } = token;
    const spends = changes?.spends;
    const now = momentOfIssue(clock, token, spends?.endsAccess === true);
    const made = this.issuer.make(prepared, session, subject, now);
    const { rows } = made;
    const written = await this.queries.writeTogether(ISSUE_IN_SESSION[sideEffectOf(changes)], [
      token.tokenId,
      subject.roleId,
      now,
      rows.grantId,
      rows.profile,
      rows.ids,
      rows.kinds,
      rows.hashes,
      rows.ends,
      event,
      ...this.audit.origin(subject.ownerId),
      changes?.idleExpiresAt ?? null,
      spends?.from ?? null,
      spends?.seal(made) ?? null,
    ]);
    if (written === null) return null;
    TOKENS_ISSUED.tell({ profile: prepared.profile.name, kinds: rows.kinds });
    return made.issued;
  }

  /** The current state of an access token. Throws `token_invalid`, `token_expired`, `account_disabled` or `not_verified`. */
  async liveAccess(tokenId: string, now: Date): Promise<LiveToken> {
    const row = await this.queries.firstByKey(FIND_ACCESS_TOKEN, [tokenId]);
    if (row === null) throw new IdentityError('token_invalid');
    const refusal = refusalOf(row, now);
    if (refusal !== null) throw new IdentityError(refusal);
    return liveToken(row);
  }
}

function sideEffectOf(changes: Issuance['changes']): SideEffect {
  if (changes === undefined) return 'nothing';
  if (changes.spends === undefined) return 'prolong';
  return changes.spends.endsAccess ? 'replace' : 'use';
}

/** Why a found token cannot be used; `null` when it can. */
export function refusalOf(row: FoundTokenRow, now: Date): IdentityErrorCode | null {
  const { tokenKind: kind, issuedAt, usedAt } = row;
  const token = { kind, issuedAt, usedAt, endedAt: row.tokenEndedAt, expiresAt: row.tokenExpiresAt };
  const dead = whyDead(token, row, now);
  if (dead !== null) return dead;
  const { active, disabledAt } = subjectOf(row);
  if (active) return null;
  return disabledAt ? 'account_disabled' : 'not_verified';
}

/** A token that was found, for {@link IssueInSession.issue}. */
export function liveToken(row: FoundTokenRow): LiveToken {
  const { tokenId, issuedAt, tokenExpiresAt, sessionProfile, expiresAt, idleExpiresAt, tokensSince } = row;
  const session = { id: row.sessionId, profile: sessionProfile, expiresAt, idleExpiresAt, tokensSince };
  return { tokenId, issuedAt, expiresAt: tokenExpiresAt, session, subject: subjectOf(row) };
}

/**
 * The time of issue of a new token. It is later than that of the token that it replaces, and not before the end of its
 * session's earlier tokens. Otherwise two rotations in one millisecond, or replicas whose clocks differ, would issue a
 * token that has already ended.
 */
function momentOfIssue(now: Date, { issuedAt, session }: LiveToken, spends: boolean): Date {
  const earliest = Math.max(session.tokensSince?.getTime() ?? 0, spends ? issuedAt.getTime() + 1 : 0);
  return earliest > now.getTime() ? new Date(earliest) : now;
}
