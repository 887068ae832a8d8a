import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { CreateWebhookCommand } from './create-webhook.command';
import { DeleteWebhookCommand } from './delete-webhook.command';
import { ListWebhookFailuresCommand } from './list-webhook-failures.command';
import { ListWebhooksCommand } from './list-webhooks.command';
import { ResendWebhooksCommand } from './resend-webhooks.command';
import { RotateWebhookSecretCommand } from './rotate-webhook-secret.command';

/** The commands about webhooks. */
export const WEBHOOK_COMMANDS = [
  ...[CreateWebhookCommand, ListWebhooksCommand, RotateWebhookSecretCommand, DeleteWebhookCommand],
  ...[ListWebhookFailuresCommand, ResendWebhooksCommand],
];

/** `portero webhooks` */
@SubCommand({
  name: 'webhooks',
  description: 'Webhooks of an owner: back ends that are told what happens.',
  subCommands: WEBHOOK_COMMANDS,
})
export class WebhooksCommand extends CommandGroup {}
