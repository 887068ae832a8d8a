/** A difference between Portero's answer and the recorded one. It contains no secret. */
export interface Difference {
  /** `status`, `header …`, `body` or `body.` and the path into it. */
  readonly at: string;
  readonly problem: string;
}
