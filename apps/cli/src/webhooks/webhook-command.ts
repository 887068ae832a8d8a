import { UUID } from '@portero/config';
import type { WebhookEndpoint } from '@portero/database';
import { Refusal } from '../outcome/refusal';

/** The options that name a webhook, for every command about one. */
export const WEBHOOK_ARGUMENT = { arguments: '<webhook>', argsDescription: { webhook: 'its id, a uuid' } } as const;

/** Reads the id of a webhook or a delivery. Refuses anything else. */
export function readWebhookId(text: string): string {
  const id = text.replace(/^msg_/u, '');
  if (UUID.test(id)) return id.toLowerCase();
  throw new Refusal('unreadable_name', ['Name a webhook by its id, which is a uuid: see portero webhooks list.']);
}

/** A webhook as the command shows it. */
export function viewWebhook({ id: webhookId, url, events, createdAt }: WebhookEndpoint) {
  return { webhookId, url, events, createdAt };
}
