/** Where the limits are counted. */
export type LimitStoreSettings = { readonly kind: 'memory' } | SharedStoreSettings;

/** A store that replicas share. */
export type SharedStoreSettings = {
  /** How long one request may wait for it, over all its questions. */
  readonly waitMs: number;
} & (
  | { readonly kind: 'postgres' }
  | {
      readonly kind: 'redis';
      /** `redis://` or `rediss://`; it may carry a password. */
      readonly url: string;
    }
);
