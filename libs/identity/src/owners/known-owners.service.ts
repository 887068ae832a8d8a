import { Injectable } from '@nestjs/common';
import { announce, Notices, type Owner, Queries } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { findOwnerWithSecrets, type OwnerWithSecretRow } from './find-owner-with-secrets.query';

/** An owner and the hashes of its secrets. */
export interface KnownOwner {
  readonly owner: Owner;
  readonly secrets: readonly { readonly hash: Buffer; readonly expiresAt: Date | null }[];
}

interface Entry {
  readonly reading: Promise<KnownOwner | null>;
  /** `null` until it was read. */
  read: KnownOwner | null;
  readonly readAt: number;
}

/** The channel on which replicas tell each other that an owner has changed; the message is its uuid. */
const OWNERS_CHANNEL = 'portero_owners';

/**
 * The longest time that a cached owner is used, even if a notification is lost. A revoked secret works for at most this
 * long on another replica.
 */
const MAX_AGE_MS = 1000;
const MAX_OWNERS = 1000;

/** Owners and their secrets. Each is read at most once a second, for any number of requests. */
@Injectable()
export class KnownOwners {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly queries: Queries,
    private readonly notices: Notices,
  ) {}

  /** Starts listening for changes, in services but not in commands. */
  start(): void {
    this.notices.subscribe(OWNERS_CHANNEL, (uuid) => {
      if (uuid === null) this.entries.clear();
      else this.forget(uuid);
    });
  }

  /** The owner with a uuid; `null` when there is none. */
  async byUuid(uuid: string): Promise<KnownOwner | null> {
    const key = uuid.toLowerCase();
    const fresh = this.fresh(key);
    if (fresh) return fresh.reading;
    const entry: Entry = { reading: this.read(key), read: null, readAt: performance.now() };
    this.keep(key, entry);
    try {
      entry.read = await entry.reading;
      if (entry.read === null) this.drop(key, entry);
      return entry.read;
    } catch (error) {
      this.drop(key, entry);
      throw error;
    }
  }

  /** Like {@link byUuid}, from the cache; `null` when it must read the database. */
  known(uuid: string): KnownOwner | null {
    return this.fresh(uuid.toLowerCase())?.read ?? null;
  }

  /** Drops a cached owner. Call it after the commit of a transaction that changed the owner. */
  forget(uuid: string): void {
    this.entries.delete(uuid.toLowerCase());
  }

  /** Notifies every other replica when the transaction commits. */
  announce(manager: EntityManager, { uuid }: Pick<Owner, 'uuid'>): Promise<void> {
    return announce(manager, OWNERS_CHANNEL, uuid);
  }

  private fresh(key: string): Entry | null {
    const entry = this.entries.get(key);
    return entry && performance.now() - entry.readAt < MAX_AGE_MS ? entry : null;
  }

  private async read(uuid: string): Promise<KnownOwner | null> {
    const rows = await this.queries.run(findOwnerWithSecrets, [uuid]);
    const [first] = rows;
    return first ? { owner: ownerOf(first), secrets: rows.flatMap(secretOf) } : null;
  }

  private keep(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    const [oldest] = this.entries.size > MAX_OWNERS ? this.entries.keys() : [];
    if (oldest !== undefined) this.entries.delete(oldest);
  }

  private drop(key: string, entry: Entry): void {
    if (this.entries.get(key) === entry) this.entries.delete(key);
  }
}

function ownerOf({ secretHash: _hash, secretExpiresAt: _end, ...owner }: OwnerWithSecretRow): Owner {
  return owner;
}

function secretOf({ secretHash: hash, secretExpiresAt: expiresAt }: OwnerWithSecretRow): KnownOwner['secrets'] {
  return hash === null ? [] : [{ hash, expiresAt }];
}
