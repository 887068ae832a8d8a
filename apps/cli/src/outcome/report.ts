/** The result of a command. */
export interface Report {
  /** Under `--json`. Dates become ISO 8601 texts in UTC. */
  readonly data: object;
  /** For people. */
  readonly lines: readonly string[];
  /** 0 unless given. */
  readonly exitCode?: number;
}
