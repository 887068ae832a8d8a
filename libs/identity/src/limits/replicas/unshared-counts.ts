import type { Addition, CountId, LimiterCount } from '../limiter-store';
import type { CountOperation } from './count-store';

const MAX_ENTRIES = 20_000;

/** The shortest time between two background reads of one count. */
const ASK_MS = 1000;

/** How long a deletion is kept for the shared store. No count of tries lives longer. */
const FORGOTTEN_SECONDS = 3600;

/** A local change of a count that the shared store does not have yet. */
interface Unshared {
  readonly id: CountId;
  /** `set`: the count was reset. */
  readonly kind: 'add' | 'set';
  readonly more: number;
  readonly expiresAt: number;
  /** Whether it is large enough to be sent. */
  readonly isDue: boolean;
}

/** A change to send to the shared store, or a count to read from it. */
export interface SharedSoon {
  readonly id: CountId;
  readonly operation: CountOperation;
}

/**
 * Counts of this process that the shared store does not have yet, because the process does not wait for it or because
 * it is down.
 */
export class UnsharedCounts {
  private readonly entries = new Map<string, Unshared>();
  private readonly asked = new Map<string, number>();
  private wanted: CountId[] = [];

  /**
   * Records an addition of one.
   * @param count the local count so far
   * @param shareFrom smaller counts are not sent
   */
  add(id: Addition, { used, secondsLeft }: LimiterCount, shareFrom: number): void {
    const known = this.known(id);
    this.write({
      id: { counter: id.counter, key: id.key },
      kind: known?.kind ?? 'add',
      more: (known?.more ?? 0) + 1,
      expiresAt: known?.expiresAt ?? Date.now() + secondsLeft * 1000,
      isDue: used >= shareFrom,
    });
  }

  /** Records that a count was set, or deleted with 0. */
  set({ counter, key, seconds }: Addition, more: number): void {
    const expiresAt = Date.now() + (more === 0 ? FORGOTTEN_SECONDS : seconds) * 1000;
    this.write({ id: { counter, key }, kind: 'set', more, expiresAt, isDue: true });
  }

  /** The part of a count that the shared store does not have. */
  of(id: CountId): number {
    return this.known(id)?.more ?? 0;
  }

  /** Requests a count with the next {@link take}. @returns `false` when it was requested within the last second */
  wants(id: CountId): boolean {
    const name = nameOf(id);
    const now = Date.now();
    const askedAt = this.asked.get(name);
    if (askedAt !== undefined && Math.abs(now - askedAt) < ASK_MS) return false;
    this.asked.delete(name);
    this.asked.set(name, now);
    dropOldest(this.asked);
    this.wanted.push(id);
    return true;
  }

  /** The changes to send and the counts to read now. They count as sent from then on. */
  take(): readonly SharedSoon[] {
    const due = [...this.entries].filter(([, { isDue, expiresAt }]) => isDue || expiresAt <= Date.now());
    for (const [name] of due) this.entries.delete(name);
    const told = due
      .filter(([, { isDue, expiresAt }]) => isDue && expiresAt > Date.now())
      .map(([, { id, kind, more, expiresAt }]) => ({ id, operation: operationOf(id, kind, more, expiresAt) }));
    const asked = this.wanted.splice(0).map((id) => ({ id, operation: operationOf(id, 'read', 0, Date.now()) }));
    return [...told, ...asked];
  }

  /** Restores changes that could not be sent. */
  putBack({ id, operation }: SharedSoon): void {
    if (operation.kind === 'read') return;
    const known = this.known(id);
    if (known?.kind === 'set') return;
    const expiresAt = known?.expiresAt ?? Date.now() + operation.seconds * 1000;
    this.write({ id, kind: operation.kind, more: operation.more + (known?.more ?? 0), expiresAt, isDue: true });
  }

  private known(id: CountId): Unshared | null {
    const entry = this.entries.get(nameOf(id));
    return entry === undefined || entry.expiresAt <= Date.now() ? null : entry;
  }

  private write(entry: Unshared): void {
    const name = nameOf(entry.id);
    this.entries.delete(name);
    this.entries.set(name, entry);
    dropOldest(this.entries);
  }
}

/** The name of a count in the shared store. */
export function nameOf({ counter, key }: CountId): string {
  return `${counter}:${key}`;
}

function operationOf(id: CountId, kind: CountOperation['kind'], more: number, expiresAt: number): CountOperation {
  return { id: nameOf(id), kind, more, seconds: Math.max(1, Math.ceil((expiresAt - Date.now()) / 1000)) };
}

function dropOldest(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (map.size > MAX_ENTRIES && oldest !== undefined) map.delete(oldest);
}
