import type { Dialect } from './dialect';

/** The dialects that are switched on, by the paths they answer. */
export class AnsweringDialects {
  constructor(readonly dialects: readonly Dialect[]) {}

  /** The dialect that a path belongs to; `null` for the service's own paths. */
  of(path: string): Dialect | null {
    return this.dialects.find((dialect) => dialect.answers(path)) ?? null;
  }
}
