/** What a command has to say when it is done. */
export interface Report {
  /** Under `--json`. Dates become ISO 8601 texts in UTC. */
  readonly data: object;
  /** For people. */
  readonly lines: readonly string[];
  /** 0 unless given. */
  readonly exitCode?: number;
}
