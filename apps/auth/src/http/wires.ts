import type { Wire } from './wire';

/** The enabled wires, as a list for all parts of the service. */
export class Wires<T extends Wire = Wire> {
  constructor(readonly all: readonly T[]) {}

  /** The wire that a path belongs to; `null` for the service's own paths. */
  of(path: string): T | null {
    return this.all.find((wire) => wire.answers(path)) ?? null;
  }

  /** The forward-auth paths. */
  get questionPaths(): readonly string[] {
    return this.all.flatMap(({ questionPaths = [] }) => questionPaths);
  }

  /** The paths on which a trailing slash means a different operation. */
  get slashPaths(): ReadonlySet<string> {
    return new Set(this.all.flatMap(({ slashPaths = [] }) => slashPaths));
  }
}
