import { Injectable } from '@nestjs/common';
import { Client, ClientSecret, ClientToken, type Owner, Transactions } from '@portero/database';
import { type EntityManager, IsNull, MoreThan } from 'typeorm';
import type { AuditEventName } from '../audit/audit-entry';
import { AuditLog } from '../audit/audit-log.service';
import { Clock } from '../clock';
import { IdentityError, invalidField } from '../identity.errors';
import { newSecret, rotateWithin, SECRET_OVERLAP_SECONDS } from '../owners/secret-rotation';
import { Randomness } from '../randomness';
import { Revocations } from '../revocations/revocations.service';
import { readScopes } from './client-scopes';

/** A client and its secret, which is shown only once. */
export interface ClientWithSecret {
  readonly client: Client;
  readonly secret: string;
}

/** The profile whose keys sign clients' own tokens. */
const PROFILE = 'oauth';
const MAX_NAME_LENGTH = 100;

/** Lets an owner create, change and delete its clients. */
@Injectable()
export class ManageClients {
  constructor(
    private readonly transactions: Transactions,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
    private readonly audit: AuditLog,
  ) {}

  /** Throws `validation_failed`. */
  async create(owner: Owner, name: string, scopes: readonly unknown[]): Promise<ClientWithSecret> {
    const row = { ownerId: owner.id, name: readName(name), scopes: [...readScopes(scopes)] };
    return this.transactions.run(async (manager) => {
      const createdAt = this.clock.now();
      const client = manager.create(Client, { id: this.randomness.uuid(), ...row, createdAt });
      await manager.insert(Client, client);
      const { secret, hash } = newSecret(this.randomness);
      await manager.insert(ClientSecret, { clientId: client.id, hash, createdAt, expiresAt: null });
      await this.record(manager, owner, 'client_created', client.id);
      return { client, secret };
    });
  }

  /**
   * Makes a new secret. The current one works for `overlapSeconds` more; older ones end now. Throws `client_not_found`.
   */
  async rotateSecret(
    owner: Owner,
    clientId: string,
    overlapSeconds = SECRET_OVERLAP_SECONDS,
  ): Promise<ClientWithSecret> {
    return this.transactions.run(async (manager) => {
      const client = await this.locked(manager, owner, clientId);
      const { secret, hash } = newSecret(this.randomness);
      const createdAt = this.clock.now();
      await rotateWithin(manager, ClientSecret, { clientId }, { now: createdAt, overlapSeconds });
      await manager.insert(ClientSecret, { clientId, hash, createdAt, expiresAt: null });
      await this.record(manager, owner, 'client_secret_rotated', clientId);
      return { client, secret };
    });
  }

  /** Deletes a client; its secrets and its own tokens end at once. Throws `client_not_found`. */
  async delete(owner: Owner, clientId: string): Promise<Client> {
    return this.transactions.run(async (manager) => {
      const client = await this.locked(manager, owner, clientId);
      await this.endTokens(manager, owner, clientId);
      await manager.delete(Client, { id: clientId });
      await this.record(manager, owner, 'client_deleted', clientId);
      return client;
    });
  }

  private async locked(manager: EntityManager, owner: Owner, clientId: string): Promise<Client> {
    const where = { id: clientId, ownerId: owner.id };
    const client = await manager.findOne(Client, { where, lock: { mode: 'pessimistic_write' } });
    if (client === null) throw new IdentityError('client_not_found');
    return client;
  }

  private async endTokens(manager: EntityManager, owner: Owner, clientId: string): Promise<void> {
    const now = this.clock.now();
    const alive = { ownerId: owner.id, clientId, endedAt: IsNull(), expiresAt: MoreThan(now) };
    for (const { id } of await manager.find(ClientToken, { where: alive, select: { id: true } })) {
      await this.revocations.ofClient(manager, id, PROFILE);
    }
    await manager.update(ClientToken, alive, { endedAt: now });
  }

  private async record(manager: EntityManager, owner: Owner, event: AuditEventName, clientId: string): Promise<void> {
    await this.audit.record(manager, { ownerId: owner.id, event, detail: clientId });
  }
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
function readName(text: string): string {
  const isName = text.trim() !== '' && text.length <= MAX_NAME_LENGTH && !text.includes('\0') && text.isWellFormed();
  if (isName) return text;
  throw invalidField('name', 'invalid_name', `name must be text of 1 to ${MAX_NAME_LENGTH} characters`);
}
