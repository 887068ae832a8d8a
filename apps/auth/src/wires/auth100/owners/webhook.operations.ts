import type { OperationDocs } from '@auth/openapi/document-operation';
import { CREDENTIAL, CREDENTIALED, list, result } from '../auth100.operation-parts';
import * as webhooks from './webhooks.dto';

/** The operations about webhooks, all of them our additions. */
export const WEBHOOK_OPERATIONS = {
  createWebhook: {
    summary: 'Create webhook',
    description:
      'Our addition: has audit events of the owner and its users posted to a URL, in the format of Standard Webhooks. The secret that signs is shown this once. At most ten an owner.',
    status: 201,
    ...result(webhooks.WebhookSecretDto),
    body: webhooks.CreateWebhookDto,
    failures: CREDENTIALED,
    security: CREDENTIAL,
  },
  listWebhooks: {
    summary: 'List webhooks',
    description: 'Our addition: all webhooks of the owner, the oldest first, without their secrets.',
    status: 200,
    ...list(webhooks.WebhookDto),
    failures: CREDENTIALED,
    security: CREDENTIAL,
  },
  rotateWebhookSecret: {
    summary: 'Rotate the secret of a webhook',
    description: 'Our addition. For 24 hours both secrets sign, or with `atOnce` the new one alone.',
    status: 200,
    ...result(webhooks.WebhookSecretDto),
    body: webhooks.RotateWebhookSecretDto,
    failures: [...CREDENTIALED, 'webhook_not_found'],
    security: CREDENTIAL,
  },
  deleteWebhook: {
    summary: 'Delete webhook',
    description: 'Our addition. What waits for it is dropped.',
    status: 200,
    ...result(webhooks.WebhookIdDto),
    failures: [...CREDENTIALED, 'webhook_not_found'],
    security: CREDENTIAL,
  },
  listWebhookFailures: {
    summary: 'List failed deliveries',
    description: 'Our addition: the newest hundred deliveries whose last try failed, given up or not.',
    status: 200,
    ...list(webhooks.FailedDeliveryDto),
    failures: [...CREDENTIALED, 'webhook_not_found'],
    security: CREDENTIAL,
  },
  resendWebhooks: {
    summary: 'Send failed deliveries again',
    description: 'Our addition: one failed delivery, or all that were given up in the last seven days.',
    status: 200,
    ...result(webhooks.ResentDto),
    body: webhooks.ResendWebhookDto,
    failures: [...CREDENTIALED, 'webhook_not_found'],
    security: CREDENTIAL,
  },
} as const satisfies Record<string, OperationDocs>;
