/** The connections of a pool, and how many callers wait for one. */
export interface PoolCounts {
  readonly active: number;
  readonly idle: number;
  readonly waiting: number;
}
