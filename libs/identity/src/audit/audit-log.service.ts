import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditEvent } from '@portero/database';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock';
import { currentRequest } from '../requests/request-origin';
import { MasterKey } from '../secrets/master-key';
import type { AuditActor, AuditEntry } from './audit-entry';

/** By whom and from where something happens, for a statement that tells the actor by the owner that it finds. */
export interface AuditOrigin {
  readonly isRequest: boolean;
  /** The owner whose credential came with the request. */
  readonly provenOwnerId: number | null;
  readonly address: string | null;
  readonly requestId: string | null;
}

/** Writes down what happens to accounts. */
@Injectable()
export class AuditLog {
  private readonly hmacKey: Buffer;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    masterKey: MasterKey,
  ) {
    this.hmacKey = masterKey.derive('audit');
  }

  /**
   * Writes one event down.
   * @param manager of the transaction that makes it true, so that both are kept or neither; `null` when there is none
   */
  async record(manager: EntityManager | null, { ownerId, nobody, ...entry }: AuditEntry): Promise<void> {
    const request = currentRequest();
    await (manager ?? this.dataSource.manager).insert(AuditEvent, {
      at: this.clock.now(),
      ownerId,
      userId: entry.userId ?? null,
      event: entry.event,
      outcome: entry.outcome ?? 'ok',
      actor: actorOf(ownerId),
      address: request?.from?.address ?? null,
      detail: entry.detail ?? null,
      accountHash: nobody === undefined ? null : this.hash(ownerId, nobody),
      requestId: request?.requestId ?? null,
    });
  }

  /**
   * By whom and from where, for a statement that writes an event down beside what makes it true:
   * the columns `actor`, `address` and `request_id`.
   */
  origin(ownerId: number): readonly [AuditActor, string | null, string | null] {
    const request = currentRequest();
    return [actorOf(ownerId), request?.from?.address ?? null, request?.requestId ?? null];
  }

  /** {@link origin} where only the statement finds out which owner it is about. */
  originOfAny(): AuditOrigin {
    const request = currentRequest();
    return {
      isRequest: request !== null,
      provenOwnerId: request?.provenOwnerId ?? null,
      address: request?.from?.address ?? null,
      requestId: request?.requestId ?? null,
    };
  }

  /** Equal for one name at one owner, so that an owner sees repetition; nobody finds the name without the master key. */
  private hash(ownerId: number, name: string): Buffer {
    return createHmac('sha256', this.hmacKey)
      .update(JSON.stringify([ownerId, name]))
      .digest();
  }
}

function actorOf(ownerId: number): AuditActor {
  const request = currentRequest();
  if (request === null) return 'operator';
  if (request.provenOwnerId !== ownerId) return 'client';
  return request.provenClientId ? 'service' : 'owner';
}
