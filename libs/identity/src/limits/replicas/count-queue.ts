import type { CountOperation, CountStore, StoredCount } from './count-store';

/** The maximum number of operations in a batch. */
const BATCH = 500;

interface Waiting {
  readonly operation: CountOperation;
  readonly resolve: (count: StoredCount) => void;
  readonly reject: (error: unknown) => void;
}

/** Operations that were merged into one: additions to one count, or reads of it. */
interface Merged {
  readonly operation: CountOperation;
  readonly waiting: readonly Waiting[];
}

/**
 * Sends operations one batch after the other. Operations that arrive while a batch is being sent go into the next one,
 * and additions to one count are merged. However busy a count is, a replica runs one statement at a time, so requests
 * never queue for the lock of one row.
 */
export class CountQueue {
  private waiting: Waiting[] = [];
  /** The batch that is being sent; replaced by a new array in {@link abandon}. */
  private sent: readonly Waiting[] = [];
  private isSending = false;

  constructor(
    private readonly counts: CountStore,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Throws what the store throws, or what {@link abandon} says. */
  run(operation: CountOperation): Promise<StoredCount> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ operation, resolve, reject });
      // Operations of one tick are sent together.
      if (this.waiting.length === 1)
        queueMicrotask(() => {
          this.pump();
        });
    });
  }

  /** Rejects all operations that wait or are being sent, because their answers are not needed any more. */
  abandon(error: unknown): void {
    const lost = [...this.sent, ...this.waiting];
    this.sent = [];
    this.waiting = [];
    this.isSending = false;
    for (const { reject } of lost) reject(error);
  }

  private pump(): void {
    if (this.isSending || this.waiting.length === 0) return;
    const batch = this.take();
    this.isSending = true;
    this.sent = batch;
    void this.send(batch).then(() => {
      if (this.sent !== batch) return;
      this.isSending = false;
      this.pump();
    });
  }

  private async send(batch: readonly Waiting[]): Promise<void> {
    const merged = merge(batch);
    const operations = merged.map(({ operation }) => operation);
    try {
      const counts = await this.counts.run(operations[0]?.kind ?? 'read', operations);
      merged.forEach((each, index) => {
        share(each, counts[index] ?? { used: 0, millisecondsLeft: 0 });
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
      if (this.sent === batch) this.onFailure(error);
    }
  }

  /** The operations of the same kind as the first one, except for those that would overtake another one on the same count. */
  private take(): readonly Waiting[] {
    const kind = this.waiting[0]?.operation.kind;
    const passed = new Set<string>();
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    for (const each of this.waiting) {
      const { operation } = each;
      const fits = operation.kind === kind && taken.length < BATCH && !passed.has(operation.id);
      if (!fits) passed.add(operation.id);
      (fits ? taken : left).push(each);
    }
    this.waiting = left;
    return taken;
  }
}

function merge(batch: readonly Waiting[]): readonly Merged[] {
  const byId = new Map<string, Merged>();
  for (const each of batch) {
    const { operation } = each;
    const known = byId.get(operation.id);
    const more = operation.kind === 'add' ? (known?.operation.more ?? 0) + operation.more : operation.more;
    byId.set(operation.id, { operation: { ...operation, more }, waiting: [...(known?.waiting ?? []), each] });
  }
  // Always in the same order, so that two replicas never wait for each other's rows.
  return [...byId.values()].sort((one, other) => (one.operation.id < other.operation.id ? -1 : 1));
}

/** Each of several merged additions gets the count that it would have got alone. */
function share({ operation, waiting }: Merged, count: StoredCount): void {
  let { used } = count;
  if (operation.kind === 'add') used -= operation.more;
  for (const each of waiting) {
    if (operation.kind === 'add') used += each.operation.more;
    each.resolve({ ...count, used });
  }
}
