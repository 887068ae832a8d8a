import type { WebhookEndpoint } from '@portero/database';
import type { FailedDelivery, WebhookWithSecret } from '@portero/identity';
import type { FailedDeliveryDto, WebhookDto, WebhookSecretDto } from './webhooks.dto';

/** A webhook in a list. */
export function presentWebhook({ id, url, events, createdAt }: WebhookEndpoint): WebhookDto {
  return { webhookId: id, url, events, createdAt: createdAt.toISOString() };
}

/** A webhook and its new secret. */
export function presentWebhookSecret({ endpoint, secret }: WebhookWithSecret): WebhookSecretDto {
  const { webhookId, url, events, createdAt } = presentWebhook(endpoint);
  return { webhookId, url, events, createdAt, secret };
}

/** A delivery whose last try failed. */
export function presentFailure({
  id,
  eventId,
  event,
  createdAt,
  attempts,
  error,
  givenUpAt,
}: FailedDelivery): FailedDeliveryDto {
  return {
    deliveryId: id,
    eventId: Number(eventId),
    event,
    createdAt: createdAt.toISOString(),
    attempts,
    error,
    givenUpAt: givenUpAt && givenUpAt.toISOString(),
  };
}
