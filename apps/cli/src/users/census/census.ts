import { describeHash, NO_PASSWORD } from '@portero/identity';
import type { FoundRow } from '../import/found-row';

/** Hashes of one format and cost. */
export interface FormatCount {
  readonly format: string;
  readonly users: number;
  /** The approximate time of a log-in until the hash is renewed. */
  readonly milliseconds: number;
  readonly memoryMiB: number;
}

/** Hashes that no log-in can use, for one reason. */
export interface UnusableCount {
  readonly reason: string;
  readonly users: number;
  /** The lines of the first ones. */
  readonly lines: readonly number[];
}

/** The maximum number of distinct reasons, because a damaged file may have one per row. */
const MAX_REASONS = 50;
const MAX_LINES = 5;

/** Counts the hashes of a file. */
export class Census {
  rows = 0;
  withoutPassword = 0;
  /** Entries that are not rows, such as a line that is not JSON. */
  unreadable = 0;
  readonly #formats = new Map<string, { users: number; milliseconds: number; memory: number }>();
  readonly #unusable = new Map<string, { users: number; lines: number[] }>();

  constructor(private readonly peppers: Readonly<Record<string, string>>) {}

  add(found: FoundRow): void {
    this.rows += 1;
    if ('reason' in found) this.unreadable += 1;
    else this.#addHash(found.line, found.columns['passwordHash']);
  }

  get formats(): readonly FormatCount[] {
    return [...this.#formats]
      .map(([format, { users, milliseconds, memory }]) => ({
        ...{ format, users, milliseconds: Number(milliseconds.toPrecision(2)) },
        memoryMiB: Number((memory / 2 ** 20).toPrecision(2)),
      }))
      .sort((one, other) => other.users - one.users);
  }

  get unusable(): readonly UnusableCount[] {
    return [...this.#unusable]
      .map(([reason, counted]) => ({ reason, ...counted }))
      .sort((one, other) => other.users - one.users);
  }

  #addHash(line: number, stored: unknown): void {
    if (stored === undefined || stored === null || stored === '' || isNone(stored)) {
      this.withoutPassword += 1;
      return;
    }
    const facts = describeHash(stored, this.peppers);
    if (facts.label === null) {
      this.#addUnusable(line, facts.unusable);
      return;
    }
    const known = this.#formats.get(facts.label);
    if (known) known.users += 1;
    else this.#formats.set(facts.label, { users: 1, ...costOf(facts.cost) });
  }

  #addUnusable(line: number, unusable: string): void {
    const isKnown = this.#unusable.has(unusable) || this.#unusable.size < MAX_REASONS;
    const reason = isKnown ? unusable : 'other reasons';
    const counted = this.#unusable.get(reason) ?? { users: 0, lines: [] };
    counted.users += 1;
    if (counted.lines.length < MAX_LINES) counted.lines.push(line);
    this.#unusable.set(reason, counted);
  }
}

function costOf({ milliseconds, memoryBytes }: { readonly milliseconds: number; readonly memoryBytes: number }) {
  return { milliseconds, memory: memoryBytes };
}

function isNone(stored: unknown): boolean {
  return typeof stored === 'string' && NO_PASSWORD.test(stored);
}
