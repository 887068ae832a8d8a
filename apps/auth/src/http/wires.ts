import type { Wire } from './wire';

/** The wires that are switched on: the one list that every part of the service looks into. */
export class Wires<T extends Wire = Wire> {
  constructor(readonly all: readonly T[]) {}

  /** The wire that a path belongs to; `null` for the service's own paths. */
  of(path: string): T | null {
    return this.all.find((wire) => wire.answers(path)) ?? null;
  }

  /** The paths that proxies ask at. */
  get questionPaths(): readonly string[] {
    return this.all.flatMap(({ questionPaths = [] }) => questionPaths);
  }

  /** The paths on which a trailing slash makes another operation. */
  get slashPaths(): ReadonlySet<string> {
    return new Set(this.all.flatMap(({ slashPaths = [] }) => slashPaths));
  }
}
