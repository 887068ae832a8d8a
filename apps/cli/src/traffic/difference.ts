/** One thing in which Portero's answer is not the recorded one. Holds no secret. */
export interface Difference {
  /** `status`, `header …`, `body` or `body.` and the path into it. */
  readonly at: string;
  readonly problem: string;
}
