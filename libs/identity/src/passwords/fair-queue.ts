/** Waiting work, and all parties for which it is done: the owner, the network, and the wider networks around it. */
interface Waiting<T> {
  readonly item: T;
  readonly parties: readonly Party[];
  readonly arrival: number;
}

/** A party to which the work of a caller is charged. */
export interface Party {
  /** Identifies the party. */
  readonly key: string;
  /** The maximum number of its waiting items. */
  readonly most: number;
}

/** The order of two waiting items: the largest account of their parties, then the mean of all accounts. */
interface Rank {
  readonly largest: number;
  readonly mean: number;
}

/**
 * A bounded queue that serves parties in turn. Each item belongs to several parties, for example an owner and a
 * network, and its turn depends on the party that was served most. A party that floods the queue therefore delays only
 * items that share this party, however it spreads them over networks or owners.
 *
 * This is start-time fair queuing (Goyal, Vin, Cheng 1996) with several accounts per item. A party's account never
 * falls behind the virtual time, so an idle party gains no credit.
 */
export class FairQueue<T> {
  /** Items with equal parties, in the order of their arrival. */
  private readonly lanes = new Map<string, Waiting<T>[]>();
  private readonly waitingOf = new Map<string, number>();
  private readonly servedOf = new Map<string, number>();
  private virtualTime = 0;
  private arrivals = 0;
  private length = 0;

  /** @param limit how many items may wait */
  constructor(private readonly limit: number) {}

  /** How many items wait. */
  get size(): number {
    return this.length;
  }

  /**
   * Adds an item. @returns the item that is shed: `null` when there is room; the newest item of the party that has most
   * items waiting when the queue is full; `item` itself when one of its parties has reached its maximum.
   */
  push(item: T, parties: readonly Party[]): T | null {
    if (parties.some(({ key, most }) => this.count(key) >= most)) return item;
    this.arrivals += 1;
    const waiting = { item, parties, arrival: this.arrivals };
    const lane = laneOf(parties);
    const others = this.lanes.get(lane);
    if (others) others.push(waiting);
    else this.lanes.set(lane, [waiting]);
    this.add(parties, 1);
    return this.length > this.limit ? this.shed() : null;
  }

  /** Takes the next item and charges its parties for it; `null` when none waits. */
  shift(): T | null {
    let next: { lane: string; head: Waiting<T>; rank: Rank } | null = null;
    for (const [lane, [head]] of this.lanes) {
      if (head === undefined) continue;
      const rank = rankBy(head.parties, (key) => this.start(key));
      if (next === null || comesBefore(rank, head, next.rank, next.head)) next = { lane, head, rank };
    }
    if (next === null) return null;
    this.remove(next.lane, next.head);
    this.charge(next.head.parties);
    return next.head.item;
  }

  /** Charges parties for work that did not have to wait. */
  charge(parties: readonly Party[]): void {
    const { largest } = rankBy(parties, (key) => this.start(key));
    for (const { key } of parties) this.servedOf.set(key, this.start(key) + 1);
    this.virtualTime = Math.max(this.virtualTime, largest);
    // Accounts behind the virtual time have no effect any more.
    for (const [key, served] of this.servedOf) if (served <= this.virtualTime) this.servedOf.delete(key);
  }

  private start(key: string): number {
    return Math.max(this.virtualTime, this.servedOf.get(key) ?? 0);
  }

  private count(key: string): number {
    return this.waitingOf.get(key) ?? 0;
  }

  private shed(): T | null {
    let worst: { lane: string; tail: Waiting<T>; rank: Rank } | null = null;
    for (const [lane, waiting] of this.lanes) {
      const tail = waiting.at(-1);
      if (tail === undefined) continue;
      const rank = rankBy(tail.parties, (key) => this.count(key));
      if (worst === null || comesBefore(worst.rank, worst.tail, rank, tail)) worst = { lane, tail, rank };
    }
    if (worst === null) return null;
    this.remove(worst.lane, worst.tail);
    return worst.tail.item;
  }

  private remove(lane: string, waiting: Waiting<T>): void {
    const rest = (this.lanes.get(lane) ?? []).filter((each) => each !== waiting);
    if (rest.length > 0) this.lanes.set(lane, rest);
    else this.lanes.delete(lane);
    this.add(waiting.parties, -1);
  }

  private add(parties: readonly Party[], by: 1 | -1): void {
    this.length += by;
    for (const { key } of parties) {
      const count = this.count(key) + by;
      if (count > 0) this.waitingOf.set(key, count);
      else this.waitingOf.delete(key);
    }
  }
}

function laneOf(parties: readonly Party[]): string {
  return parties.map(({ key }) => key).join(' ');
}

function rankBy(parties: readonly Party[], figureOf: (key: string) => number): Rank {
  const figures = parties.map(({ key }) => figureOf(key));
  return {
    largest: Math.max(...figures),
    mean: figures.reduce((sum, figure) => sum + figure, 0) / figures.length,
  };
}

function comesBefore<T>(one: Rank, first: Waiting<T>, other: Rank, second: Waiting<T>): boolean {
  if (one.largest !== other.largest) return one.largest < other.largest;
  if (one.mean !== other.mean) return one.mean < other.mean;
  return first.arrival < second.arrival;
}
