import type { TargetRules } from './outbound/target-url';

/** How this process sends webhooks. */
export interface WebhookSettings extends TargetRules {
  /** `false`: other processes on the same database send them. */
  readonly sends: boolean;
}

/** Injection token of the {@link WebhookSettings}. */
export const WEBHOOK_SETTINGS = Symbol('WebhookSettings');
