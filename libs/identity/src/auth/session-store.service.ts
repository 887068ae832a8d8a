import { Inject, Injectable } from '@nestjs/common';
import { Queries } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { secondsAfter } from '../clock';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Randomness } from '../randomness';
import { REVOCATIONS_CHANNEL } from '../revocations/revocations.service';
import { TOKENS_ISSUED } from '../signals/identity-signals';
import { subjectOf } from '../tokens/subject-row';
import { type PreparedProfile, TokenIssuer } from '../tokens/token-issuer.service';
import type { IssuedTokens, TokenSubject } from '../tokens/token-profile';
import { SessionOrigin } from './session-origin.service';
import { BEGIN_SESSION, FIND_SUBJECT } from './begin-session.query';

/** A new session. */
export interface NewSession {
  readonly prepared: PreparedProfile;
  readonly subject: TokenSubject;
  /** The hash that the password was compared with; `null` for a user without a password. */
  readonly readHash: string | null;
  /** The device's id at the push service; `null` when the client sent none. */
  readonly deviceToken: string | null;
  readonly now: Date;
}

/** Stores sessions. */
@Injectable()
export class SessionStore {
  constructor(
    private readonly queries: Queries,
    private readonly issuer: TokenIssuer,
    private readonly randomness: Randomness,
    private readonly origin: SessionOrigin,
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
  ) {}

  /** A user with its role and owner; `null` when there is none. */
  async subject(userId: number, manager?: EntityManager): Promise<TokenSubject | null> {
    const row = await this.queries.first(FIND_SUBJECT, [userId], manager);
    return row && subjectOf(row);
  }

  /**
   * Begins a session. If the user already has the maximum number of open sessions of the profile, the oldest one ends.
   * @returns its tokens; `null` when the user has changed since it was read
   */
  async begin(
    { prepared, subject, readHash, deviceToken, now }: NewSession,
    manager?: EntityManager,
  ): Promise<IssuedTokens | null> {
    const { name, session } = prepared.profile;
    const id = this.randomness.uuid();
    const idleExpiresAt = secondsAfter(now, session.idleSeconds);
    const expiresAt = secondsAfter(now, session.absoluteSeconds);
    const { issued, rows } = this.issuer.make(prepared, { id, profile: name, expiresAt }, subject, now);
    const [begun] = await this.queries.run(
      BEGIN_SESSION,
      [
        subject.id,
        readHash,
        subject.roleId,
        id,
        name,
        now,
        idleExpiresAt,
        expiresAt,
        this.policy.sessionsPerUser - 1,
        rows.grantId,
        rows.ids,
        rows.kinds,
        rows.hashes,
        rows.ends,
        deviceToken,
        ...this.origin.audited(subject.ownerId),
        REVOCATIONS_CHANNEL,
        ...this.origin.noticed(subject),
      ],
      manager,
    );
    if (!begun) return null;
    if (begun.mailed) this.origin.mailed();
    TOKENS_ISSUED.tell({ profile: name, kinds: rows.kinds });
    return issued;
  }
}
