import { Injectable } from '@nestjs/common';
import { type IssuedToken, Queries, type Session } from '@portero/database';
import { AuditLog } from '../../audit/audit-log.service';
import { TOKENS_ISSUED } from '../../signals/identity-signals';
import {
  type MadeTokens,
  type PreparedProfile,
  type SessionLife,
  TokenIssuer,
} from '../../tokens/token-issuer.service';
import type { IssuedTokens, TokenHolder } from '../../tokens/token-profile';
import { ISSUE_IN_SESSION, type SideEffect } from './issue-in-session.query';

/** The live token that a client sent in exchange for another one, as it was read. */
export interface LiveToken {
  readonly token: Pick<IssuedToken, 'id' | 'issuedAt' | 'expiresAt'>;
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
  async issue(live: LiveToken, { prepared, event, now: clock, changes }: Issuance): Promise<IssuedTokens | null> {
    const { token, session, subject } = live;
    const spends = changes?.spends;
    const now = momentOfIssue(clock, live, spends?.endsAccess === true);
    const made = this.issuer.make(prepared, session, subject, now);
    const { rows } = made;
    const written = await this.queries.writeTogether(ISSUE_IN_SESSION[sideEffectOf(changes)], [
      token.id,
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
}

function sideEffectOf(changes: Issuance['changes']): SideEffect {
  if (changes === undefined) return 'nothing';
  if (changes.spends === undefined) return 'prolong';
  return changes.spends.endsAccess ? 'replace' : 'use';
}

/**
 * The time of issue of a new token. It is later than that of the token that it replaces, and not before the end of its
 * session's earlier tokens. Otherwise two rotations in one millisecond, or replicas whose clocks differ, would issue a
 * token that has already ended.
 */
function momentOfIssue(now: Date, { token: { issuedAt }, session }: LiveToken, spends: boolean): Date {
  const earliest = Math.max(session.tokensSince?.getTime() ?? 0, spends ? issuedAt.getTime() + 1 : 0);
  return earliest > now.getTime() ? new Date(earliest) : now;
}
