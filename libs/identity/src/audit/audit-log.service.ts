import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditEvent } from '@portero/database';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock';
import { currentRequest } from '../requests/request-origin';
import { MasterKey } from '../secrets/master-key';
import type { AuditActor, AuditEntry } from './audit-entry';

/** The actor and the address, for a statement that finds the owner and sets the actor itself. */
export interface AuditOrigin {
  readonly isRequest: boolean;
  /** The owner whose credential came with the request. */
  readonly provenOwnerId: number | null;
  readonly address: string | null;
  readonly requestId: string | null;
}

/** Writes the audit log. */
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
   * Records one event. @param manager of the transaction that causes the event, so that both commit or neither; `null`
   * when there is none
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
   * The columns `actor`, `address` and `request_id`, for a statement that makes a change and records its event together.
   */
  origin(ownerId: number): readonly [AuditActor, string | null, string | null] {
    const request = currentRequest();
    return [actorOf(ownerId), request?.from?.address ?? null, request?.requestId ?? null];
  }

  /** {@link origin} for a statement that itself finds the owner. */
  originOfAny(): AuditOrigin {
    const request = currentRequest();
    return {
      isRequest: request !== null,
      provenOwnerId: request?.provenOwnerId ?? null,
      address: request?.from?.address ?? null,
      requestId: request?.requestId ?? null,
    };
  }

  /**
   * The same name at one owner always gives the same hash, so that an owner recognises repeated tries. The name cannot
   * be found without the master key.
   */
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
