import { type DynamicModule, Module } from '@nestjs/common';
import { FindWebhooks } from './find-webhooks.service';
import { ManageWebhooks } from './manage-webhooks.service';
import { HostResolver, SystemResolver } from './outbound/host-resolver';
import { DeliverWebhook } from './queue/deliver-webhook.service';
import { WebhookQueue } from './queue/webhook-queue.service';
import { WebhookSender } from './queue/webhook-sender.service';
import { WebhookKeys } from './webhook-keys.service';
import { WEBHOOK_SETTINGS, type WebhookSettings } from './webhook-rules';

/** Sends audit events to the back ends of owners as signed requests. */
@Module({})
export class WebhooksModule {
  /** Global modules must provide the base of the core and the audit log. */
  static forRoot(settings: WebhookSettings): DynamicModule {
    return {
      module: WebhooksModule,
      providers: [
        { provide: WEBHOOK_SETTINGS, useValue: settings },
        { provide: HostResolver, useClass: SystemResolver },
        ...[WebhookKeys, WebhookQueue, DeliverWebhook, WebhookSender, ManageWebhooks, FindWebhooks],
      ],
      exports: [ManageWebhooks, FindWebhooks],
    };
  }
}
