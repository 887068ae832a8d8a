import { Injectable } from '@nestjs/common';
import { type Client, type Owner, Queries } from '@portero/database';
import { AuditLog } from '../audit/audit-log.service';
import { Clock, numericDate, secondsAfter } from '../clock';
import type { SigningAlgorithm } from '../keys/signing-algorithm';
import { SigningKeys } from '../keys/signing-keys.service';
import type { ProvenCaller } from '../owners/authenticate-owner.service';
import { Randomness } from '../randomness';
import { TOKENS_ISSUED } from '../signals/identity-signals';
import { type JsonObject, signCompact } from '../tokens/jws';
import { ISSUE_CLIENT_TOKEN } from './issue-client-token.query';

/** The data of a new client token. Times are JWT NumericDates. */
export interface ClientTokenFacts {
  readonly owner: Owner;
  /** The client of the owner; `null` for the owner itself. */
  readonly client: Client | null;
  /** A lower-case UUID: it must be the `jti`. */
  readonly tokenId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly key: { readonly kid: string; readonly alg: SigningAlgorithm };
}

/** The format of such a token. The profile's keys sign it. */
export interface ClientTokenFormat {
  readonly profile: string;
  readonly alg: SigningAlgorithm;
  readonly lifetimeSeconds: number;
  readonly header: (facts: ClientTokenFacts) => JsonObject;
  readonly claims: (facts: ClientTokenFacts) => JsonObject;
}

/** Issues tokens to owners and their clients for themselves (RFC 6749, section 4.4). */
@Injectable()
export class IssueClientToken {
  constructor(
    private readonly queries: Queries,
    private readonly keys: SigningKeys,
    private readonly randomness: Randomness,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** @param caller whose credential was checked. @returns the token, in clear; it is not stored */
  async issue({ owner, client }: ProvenCaller, format: ClientTokenFormat): Promise<string> {
    const key = await this.keys.current(format.profile, format.alg);
    const issuedAt = this.clock.now();
    const expiresAt = secondsAfter(issuedAt, format.lifetimeSeconds);
    const id = this.randomness.uuid();
    const origin = this.audit.origin(owner.id);
    await this.queries.run(ISSUE_CLIENT_TOKEN, [id, owner.id, client?.id ?? null, issuedAt, expiresAt, ...origin]);
    TOKENS_ISSUED.tell({ profile: format.profile, kinds: ['client'] });
    const facts = {
      owner,
      client,
      tokenId: id,
      issuedAt: numericDate(issuedAt),
      expiresAt: numericDate(expiresAt),
      key,
    };
    return signCompact(format.header(facts), format.claims(facts), key.alg, key.signing);
  }
}
