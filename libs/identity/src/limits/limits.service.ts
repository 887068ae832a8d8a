import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { enclosingNetworks } from '../requests/network-address';
import { currentRequest } from '../requests/request-origin';
import { MasterKey } from '../secrets/master-key';
import { RATE_LIMITED } from '../signals/identity-signals';
import { type Limit, type LimitName, limitTable } from './limit-table';
import { LimiterStore } from './limiter-store';

/** The subject of a limit: ids, keys, networks. They leave this class only as a keyed hash. */
export type LimitSubject = readonly (string | number | null)[];

const KEY_BYTES = 16;

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

  /** Counts one, even past the limit. Throws `rate_limited` past the limit. */
  async spend(name: LimitName, ...subject: LimitSubject): Promise<void> {
    await this.count(name, ...subject);
  }

  /** {@link spend}. @returns whether this one was the last that is allowed */
  async count(name: LimitName, ...subject: LimitSubject): Promise<{ readonly isLast: boolean }> {
    if (this.table === null) return { isLast: false };
    const { most, seconds } = this.table[name];
    const { used, secondsLeft } = await this.store.add(name, this.keyOf(subject), seconds);
    if (used > most) throw this.refusal(name, secondsLeft);
    return { isLast: used === most };
  }

  /** Counts nothing. Throws `rate_limited` when nothing is left. */
  async assertLeft(name: LimitName, ...subject: LimitSubject): Promise<void> {
    if (this.table === null) return;
    const count = await this.store.read(name, this.keyOf(subject));
    if (count === null || count.used < this.table[name].most) return;
    throw this.refusal(name, count.secondsLeft);
  }

  private refusal(name: LimitName, secondsLeft: number): IdentityError {
    RATE_LIMITED.tell(name);
    return new IdentityError('rate_limited', { retryAfterSeconds: secondsLeft });
  }

  /** Resets the count. */
  async forget(name: LimitName, ...subject: LimitSubject): Promise<void> {
    if (this.table !== null) await this.store.forget(name, this.keyOf(subject));
  }

  /** {@link spend} for the network that the running request came from. Outside of one there is nothing to limit. */
  async spendByNetwork(name: LimitName): Promise<void> {
    const network = this.network();
    if (network !== null) await this.spend(name, network);
  }

  /** {@link assertLeft} for the network that the running request came from. */
  async assertLeftByNetwork(name: LimitName): Promise<void> {
    const network = this.network();
    if (network !== null) await this.assertLeft(name, network);
  }

  /** The caller for the limits; `null` outside of a request. All callers without an address count as one. */
  network(): string | null {
    const request = currentRequest();
    return request && (request.from?.network ?? 'no address');
  }

  /** Who calls, for budgets that no caller may spend for another: a network, or a request with the credential of that owner. */
  callerAt(ownerId: number): string {
    return currentRequest()?.provenOwnerId === ownerId ? 'credential' : (this.network() ?? 'no request');
  }

  /** The limits of wrong passwords for the running request: its network, and the wider networks around that. */
  wrongPasswordLimits(): readonly (readonly [LimitName, string])[] {
    const from = currentRequest()?.from;
    const [by56, by48] = from ? enclosingNetworks(from) : [];
    const network = this.network();
    return [
      ...(network === null ? [] : [['passwords_by_network', network] as const]),
      ...(by56 === undefined ? [] : [['passwords_by_56', by56] as const]),
      ...(by48 === undefined ? [] : [['passwords_by_48', by48] as const]),
    ];
  }

  /** Short, of fixed length, and useless to anyone who can read the store. */
  keyOf(subject: LimitSubject): string {
    const hmac = createHmac('sha256', this.hmacKey).update(JSON.stringify(subject));
    return hmac.digest().subarray(0, KEY_BYTES).toString('base64url');
  }
}
