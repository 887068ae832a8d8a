import { Injectable } from '@nestjs/common';
import type { Owner, WebhookEndpoint } from '@portero/database';
import type { EntityManager } from 'typeorm';
import type { AuditEventName } from '../audit/audit-entry';
import { AuditLog } from '../audit/audit-log.service';
import { Randomness } from '../randomness';
import { MasterKey } from '../secrets/master-key';
import { newWebhookSecret, openWebhookSecrets, sealWebhookSecrets } from './webhook-secrets';

/** A new secret in clear, and its stored form. */
interface MadeSecret {
  readonly secret: string;
  readonly sealed: Buffer;
}

/** Makes the ids and secrets of endpoints, and records this. */
@Injectable()
export class WebhookKeys {
  constructor(
    private readonly masterKey: MasterKey,
    private readonly randomness: Randomness,
    private readonly audit: AuditLog,
  ) {}

  /** The id and the first secret of a new endpoint. */
  makeFirst(): MadeSecret & { readonly id: string } {
    const id = this.randomness.uuid();
    const secret = newWebhookSecret(this.randomness);
    const secrets = { current: secret, previous: null, previousUntil: null };
    return { id, secret, sealed: sealWebhookSecrets(this.masterKey, id, secrets) };
  }

  /** @param until when the previous secret stops signing; `null` for now */
  makeNext({ id, sealed }: WebhookEndpoint, until: Date | null): MadeSecret {
    const secret = newWebhookSecret(this.randomness);
    const { current } = openWebhookSecrets(this.masterKey, id, sealed);
    const previous = until === null ? null : current;
    const secrets = { current: secret, previous, previousUntil: until === null ? null : until.toISOString() };
    return { secret, sealed: sealWebhookSecrets(this.masterKey, id, secrets) };
  }

  /** To be called in the transaction that makes the change. */
  async record(manager: EntityManager, owner: Owner, event: AuditEventName, detail: string): Promise<void> {
    await this.audit.record(manager, { ownerId: owner.id, event, detail });
  }
}
