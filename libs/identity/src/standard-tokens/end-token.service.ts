import { Injectable } from '@nestjs/common';
import { ClientToken, IssuedToken } from '@portero/database';
import { type EntityManager, IsNull } from 'typeorm';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { Revocations } from '../revocations/revocations.service';
import { ownerOf } from '../tokens/inspect-token.service';
import type { RecognizedToken } from '../tokens/recognize-token.service';

/** Ends one token without ending its session. */
@Injectable()
export class EndToken {
  constructor(
    private readonly revocations: Revocations,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Ends it in the caller's transaction. A token that has already ended is not changed. */
  async end(manager: EntityManager, recognized: RecognizedToken): Promise<void> {
    const { kind, token, profile } = recognized;
    if (kind === 'user') await this.revocations.ofUser(manager, token.id);
    else await this.revocations.ofClient(manager, token.id, profile.name);
    const target = kind === 'user' ? IssuedToken : ClientToken;
    const { affected } = await manager.update(
      target,
      { id: token.id, endedAt: IsNull() },
      { endedAt: this.clock.now() },
    );
    if (affected === 0) return;
    const userId = kind === 'user' ? recognized.subject.id : null;
    await this.audit.record(manager, {
      ownerId: ownerOf(recognized),
      userId,
      event: 'token_revoked',
      detail: profile.name,
    });
  }
}
