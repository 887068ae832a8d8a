import { Inject, Injectable } from '@nestjs/common';
import { traced } from '@portero/database';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { enclosingNetworks } from '../requests/network-address';
import { currentRequest, type RequestOrigin } from '../requests/request-origin';
import { HASH_REJECTED, PASSWORD_HASHED } from '../signals/identity-signals';
import { FairQueue, type Party } from './fair-queue';

/** The `Retry-After` of refused callers: a full queue is processed within about this many seconds. */
const RETRY_AFTER_SECONDS = 2;

/** The share of the waiting places that one network, or one owner, may take. */
const NETWORK_SHARE = 1 / 2;
const OWNER_SHARE = 3 / 4;

/** A shorter queue is not divided, because it has too few places. */
const SHORTEST_DIVIDED = 8;

/** Its name and attributes in traces. */
const WAIT = { name: 'wait for password hash', shown: 'inside' } as const;
const HASH = { name: 'password hash', shown: 'inside' } as const;

/** Resolves when a waiting piece of work gets its place; rejects when it is refused. */
interface Turn {
  readonly request: RequestOrigin | null;
  readonly enter: () => void;
  readonly refuse: (error: IdentityError) => void;
}

/**
 * Lets a few password hashes run at once and a bounded number wait, served fairly by owner and by network (an IPv4
 * address; an IPv6 /64 and the /56 and /48 around it). In a flood of log-ins, its senders get quick refusals, and other
 * callers keep their memory and latency.
 */
@Injectable()
export class HashQueue {
  private running = 0;
  private readonly concurrency: number;
  private readonly queue: FairQueue<Turn>;
  private readonly mostOfNetwork: number;
  private readonly mostOfOwner: number;

  constructor(@Inject(IDENTITY_POLICY) { hashing }: IdentityPolicy) {
    this.concurrency = hashing.concurrency;
    this.queue = new FairQueue(hashing.queueLimit);
    const share = (of: number) =>
      hashing.queueLimit < SHORTEST_DIVIDED ? hashing.queueLimit : Math.ceil(hashing.queueLimit * of);
    this.mostOfNetwork = share(NETWORK_SHARE);
    this.mostOfOwner = share(OWNER_SHARE);
  }

  /** How many hashes wait for a place. */
  get waiting(): number {
    return this.queue.size;
  }

  /**
   * Runs `work` when a place is free. Throws `busy` at once when too many wait already, later when a caller that has
   * fewer waiting needs the place, and instead of running when the client has disconnected meanwhile.
   * @param ownerId the owner of the account; `null` when there is none, for example at an unknown owner
   */
  async run<T>(work: () => Promise<T>, ownerId: number | null = null): Promise<T> {
    const parties = this.partiesOf(ownerId);
    await traced(WAIT, () => this.enter(parties));
    const begun = performance.now();
    try {
      return await traced(HASH, work);
    } finally {
      PASSWORD_HASHED.tell((performance.now() - begun) / 1000);
      this.leave();
    }
  }

  private enter(parties: readonly Party[]): Promise<void> {
    if (this.running < this.concurrency) {
      this.running += 1;
      this.queue.charge(parties);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const turn: Turn = { request: currentRequest(), enter: resolve, refuse: reject };
      const refused = this.queue.push(turn, parties);
      if (!refused) return;
      HASH_REJECTED.tell(null);
      refused.refuse(busy());
    });
  }

  /** Passes the place to the next work whose client still waits, or frees it when there is none. */
  private leave(): void {
    let next = this.queue.shift();
    while (next?.request?.connection?.destroyed === true) {
      next.refuse(busy());
      next = this.queue.shift();
    }
    if (next) next.enter();
    else this.running -= 1;
  }

  private partiesOf(ownerId: number | null): readonly Party[] {
    const owner = { key: `owner ${ownerId ?? 'none'}`, most: this.mostOfOwner };
    const networks = currentNetworks().map((key) => ({ key, most: this.mostOfNetwork }));
    return [owner, ...networks];
  }
}

function busy(): IdentityError {
  return new IdentityError('busy', { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

/** The networks of the current request, the narrowest first. Commands and background jobs count as one network. */
function currentNetworks(): readonly string[] {
  const request = currentRequest();
  if (request === null) return ['no request'];
  return request.from === null ? ['no address'] : [request.from.network, ...enclosingNetworks(request.from)];
}
