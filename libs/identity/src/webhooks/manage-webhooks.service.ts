import { Inject, Injectable } from '@nestjs/common';
import { Owner, Transactions, WebhookEndpoint } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { Clock, secondsAfter } from '../clock';
import { IdentityError, invalidField } from '../identity.errors';
import { SECRET_OVERLAP_SECONDS } from '../owners/secret-rotation';
import { HostResolver } from './outbound/host-resolver';
import { readEndpointUrl, readEventNames } from './read-endpoint';
import { WEBHOOK_SETTINGS, type WebhookSettings } from './webhook-rules';
import { WebhookKeys } from './webhook-keys.service';

/** The maximum number of endpoints of an owner, because each event is a request to each of them. */
const MOST_ENDPOINTS = 10;

/** An endpoint and its secret, which is shown only once. */
export interface WebhookWithSecret {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string;
}

/** Manages the endpoints to which an owner's audit events are sent. */
@Injectable()
export class ManageWebhooks {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly keys: WebhookKeys,
    private readonly resolver: HostResolver,
    @Inject(WEBHOOK_SETTINGS) private readonly settings: WebhookSettings,
  ) {}

  /**
   * Adds an endpoint. Its first event is `webhook_created`, if it subscribes to that event.
   * @param events names of events; none for all. Throws `validation_failed`.
   */
  async create(owner: Owner, url: string, events: readonly unknown[]): Promise<WebhookWithSecret> {
    const names = readEventNames(events);
    const href = await readEndpointUrl(url, this.resolver, this.settings);
    return this.transactions.run(async (manager) => {
      await this.assertRoom(manager, owner);
      const { id, secret, sealed } = this.keys.makeFirst();
      const row = { id, ownerId: owner.id, url: href, events: [...names], sealed, createdAt: this.clock.now() };
      const endpoint = manager.create(WebhookEndpoint, row);
      await manager.insert(WebhookEndpoint, endpoint);
      await this.keys.record(manager, owner, 'webhook_created', id);
      return { endpoint, secret };
    });
  }

  /** Makes a new secret. The current one also signs for `overlapSeconds` more. Throws `webhook_not_found`. */
  async rotateSecret(owner: Owner, id: string, overlapSeconds = SECRET_OVERLAP_SECONDS): Promise<WebhookWithSecret> {
    return this.transactions.run(async (manager) => {
      const endpoint = await lockEndpoint(manager, owner, id);
      const until = overlapSeconds === 0 ? null : secondsAfter(this.clock.now(), overlapSeconds);
      const { secret, sealed } = this.keys.makeNext(endpoint, until);
      await manager.update(WebhookEndpoint, { id }, { sealed });
      await this.keys.record(manager, owner, 'webhook_secret_rotated', id);
      return { endpoint, secret };
    });
  }

  /** Deletes an endpoint and its waiting deliveries. Throws `webhook_not_found`. */
  async delete(owner: Owner, id: string): Promise<WebhookEndpoint> {
    return this.transactions.run(async (manager) => {
      const endpoint = await lockEndpoint(manager, owner, id);
      await manager.delete(WebhookEndpoint, { id });
      await this.keys.record(manager, owner, 'webhook_deleted', id);
      return endpoint;
    });
  }

  private async assertRoom(manager: EntityManager, owner: Owner): Promise<void> {
    // The lock keeps two simultaneous requests from counting the same endpoints.
    await lockOwner(manager, owner);
    if ((await manager.countBy(WebhookEndpoint, { ownerId: owner.id })) < MOST_ENDPOINTS) return;
    throw invalidField('url', 'too_many', `an owner has at most ${MOST_ENDPOINTS} webhooks`);
  }
}

/** The endpoint of an owner, locked together with the owner. Throws `webhook_not_found`. */
export async function lockEndpoint(manager: EntityManager, owner: Owner, id: string): Promise<WebhookEndpoint> {
  // The owner is locked first, as each of its events does. Events wait for endpoints that are being deleted (see the
  // migration `WebhookDeletions`), and in the other order two changes of endpoints would deadlock.
  await lockOwner(manager, owner);
  const where = { id, ownerId: owner.id };
  const endpoint = await manager.findOne(WebhookEndpoint, { where, lock: { mode: 'for_no_key_update' } });
  if (endpoint === null) throw new IdentityError('webhook_not_found');
  return endpoint;
}

async function lockOwner(manager: EntityManager, { id }: Owner): Promise<void> {
  await manager.findOne(Owner, { where: { id }, lock: { mode: 'pessimistic_write' } });
}
