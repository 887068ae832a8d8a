import type { Wire } from '../http/errors/wire';
import type { Dialect } from './dialect';

/** The dialects that are switched on, and what else answers in its own way, by the paths they answer. */
export class AnsweringDialects {
  constructor(
    readonly dialects: readonly Dialect[],
    private readonly others: readonly Wire[] = [],
  ) {}

  /** The wire that a path belongs to; `null` for the service's own paths. */
  of(path: string): Wire | null {
    return [...this.dialects, ...this.others].find((wire) => wire.answers(path)) ?? null;
  }
}
