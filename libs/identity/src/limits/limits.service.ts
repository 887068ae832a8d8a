import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { IdentityError, type LimitState } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { enclosingNetworks } from '../requests/network-address';
import { currentRequest, networkOf } from '../requests/request-origin';
import { MasterKey } from '../secrets/master-key';
import { RATE_LIMITED } from '../signals/identity-signals';
import { type Limit, type LimitName, limitTable, publicName } from './limit-table';
import { type CountId, type LimiterCount, LimiterStore } from './limiter-store';

/** The subject of a limit: ids, keys, networks. Other classes get only its keyed hash. */
export type LimitSubject = readonly (string | number | null)[];

/** A limit and its subject: `['passwords_by_network', '192.0.2.1/32']`. */
export type Budget = readonly [LimitName, ...LimitSubject];

const KEY_BYTES = 16;

/** A replica reports a network's count to the others once the network has used this part of its limit there. */
const SHARED_FROM = 0.02;

/** Counts the actions of callers and refuses those over a limit. With limits off it does nothing. */
@Injectable()
export class Limits {
  private readonly table: Readonly<Record<LimitName, Limit>> | null;
  private readonly hmacKey: Buffer;

  constructor(
    @Inject(IDENTITY_POLICY) { limits }: IdentityPolicy,
    private readonly store: LimiterStore,
    masterKey: MasterKey,
  ) {
    this.table = limits && limitTable(limits);
    this.hmacKey = masterKey.derive('limits');
  }

  /** Whether anything is limited. */
  get areOn(): boolean {
    return this.table !== null;
  }

  /** Adds one, even when the limit is exceeded. Throws `rate_limited` when it is exceeded. */
  async spend(name: LimitName, ...subject: LimitSubject): Promise<void> {
    await this.count(name, ...subject);
  }

  /** Like {@link spend}. @returns whether this action was the last allowed one */
  async count(name: LimitName, ...subject: LimitSubject): Promise<{ readonly isLast: boolean }> {
    const [isLast = false] = await this.countAll([[name, ...subject]]);
    return { isLast };
  }

  /**
   * Adds one to each in one call. Throws `rate_limited` for the first exceeded limit. @returns which limits are now
   * used up
   */
  async countAll(budgets: readonly Budget[]): Promise<readonly boolean[]> {
    const { table } = this;
    if (table === null || budgets.length === 0) return budgets.map(() => false);
    const additions = budgets.map((each) => ({ ...this.idOf(each), seconds: table[each[0]].seconds }));
    const counts = await this.store.add(additions);
    return budgets.map(([name], index) => {
      const count = counts[index];
      this.assertWithin(name, count);
      return count?.used === table[name].most;
    });
  }

  /**
   * Like {@link spend}, without waiting: other replicas see it a little later. @returns the rest of the limit; `null`
   * with limits off
   */
  spendLater(name: LimitName, ...subject: LimitSubject): LimitState | null {
    if (this.table === null) return null;
    const { most, seconds } = this.table[name];
    const count = this.store.addLater({ ...this.idOf([name, ...subject]), seconds }, Math.ceil(most * SHARED_FROM));
    this.assertWithin(name, count);
    return { name: publicName(name), most, seconds, left: most - count.used, secondsLeft: count.secondsLeft };
  }

  /** Adds nothing. Throws `rate_limited` when the limit is used up. */
  async assertLeft(name: LimitName, ...subject: LimitSubject): Promise<void> {
    if (this.table !== null) await this.store.refresh([this.idOf([name, ...subject])]);
    this.assertLeftHere(name, ...subject);
  }

  /**
   * Like {@link assertLeft}, without reading the shared store: this process may not know the counts of other replicas
   * yet.
   */
  assertLeftHere(name: LimitName, ...subject: LimitSubject): void {
    if (this.table === null) return;
    const count = this.store.peek(this.idOf([name, ...subject]));
    if (count !== null && count.used >= this.table[name].most) throw this.refusal(name, count.secondsLeft);
  }

  /**
   * Like {@link assertLeftHere}. The counts of other replicas are read in the background, so that a busy route never
   * waits.
   */
  assertLeftSoon(name: LimitName, ...subject: LimitSubject): void {
    if (this.table === null) return;
    this.store.refreshLater(this.idOf([name, ...subject]));
    this.assertLeftHere(name, ...subject);
  }

  /**
   * Reads the counts of other replicas, for {@link assertLeftHere}. @returns a function that waits for it and does not
   * throw
   */
  prefetch(budgets: readonly Budget[]): () => Promise<void> {
    if (this.table === null) return () => Promise.resolve();
    return this.store.prefetch(budgets.map((each) => this.idOf(each)));
  }

  private assertWithin(name: LimitName, count: LimiterCount | undefined): void {
    if (this.table !== null && count && count.used > this.table[name].most) throw this.refusal(name, count.secondsLeft);
  }

  private refusal(name: LimitName, secondsLeft: number): IdentityError {
    RATE_LIMITED.tell(name);
    const { most = 0, seconds = 0 } = this.table?.[name] ?? {};
    const limit = { name: publicName(name), most, seconds, left: 0, secondsLeft };
    return new IdentityError('rate_limited', { retryAfterSeconds: secondsLeft, limit });
  }

  /** Resets the count. If it is known that there is none, the store is not called. */
  async forget(name: LimitName, ...subject: LimitSubject): Promise<void> {
    const id = this.idOf([name, ...subject]);
    if (this.table !== null && this.store.peek(id) !== null) await this.store.forget(id);
  }

  /** Like {@link spend}, for the network of the current request. Outside of a request nothing is limited. */
  async spendByNetwork(name: LimitName): Promise<void> {
    const network = this.network();
    if (network !== null) await this.spend(name, network);
  }

  /** Like {@link assertLeft}, for the network of the current request. */
  async assertLeftByNetwork(name: LimitName): Promise<void> {
    const network = this.network();
    if (network !== null) await this.assertLeft(name, network);
  }

  /** The caller that limits count; `null` outside of a request. */
  network(): string | null {
    const request = currentRequest();
    return request && networkOf(request);
  }

  /** The caller for budgets that are separate for each caller: a network, or requests with the credential of that owner. */
  callerAt(ownerId: number): string {
    return currentRequest()?.provenOwnerId === ownerId ? 'credential' : (this.network() ?? 'no request');
  }

  /** The limits of wrong passwords for the current request: its network, and the wider networks around it. */
  wrongPasswordLimits(): readonly Budget[] {
    const from = currentRequest()?.from;
    const [by56, by48] = from ? enclosingNetworks(from) : [];
    const network = this.network();
    return [
      ...(network === null ? [] : [['passwords_by_network', network] as const]),
      ...(by56 === undefined ? [] : [['passwords_by_56', by56] as const]),
      ...(by48 === undefined ? [] : [['passwords_by_48', by48] as const]),
    ];
  }

  private idOf([name, ...subject]: Budget): CountId {
    return { counter: name, key: this.keyOf(subject) };
  }

  /** Short, of fixed length, and useless to anyone who can read the store. */
  keyOf(subject: LimitSubject): string {
    const hmac = createHmac('sha256', this.hmacKey).update(JSON.stringify(subject));
    return hmac.digest().subarray(0, KEY_BYTES).toString('base64url');
  }
}
