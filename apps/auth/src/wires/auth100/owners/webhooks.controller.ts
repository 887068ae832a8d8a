import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { FindWebhooks, ManageWebhooks, SECRET_OVERLAP_SECONDS } from '@portero/identity';
import { Caller, NeedsOwnerCredential } from '@auth/http/access/access.decorators';
import { Auth100Operation } from '../auth100.openapi';
import { type Result, result } from '../auth100.presenter';
import { CountryHeaderGuard } from '../catalog/country-header.guard';
import {
  CreateWebhookDto,
  type FailedDeliveryDto,
  ResendWebhookDto,
  type ResentDto,
  RotateWebhookSecretDto,
  type WebhookDto,
  type WebhookIdDto,
  WebhookIdParam,
  type WebhookSecretDto,
} from './webhooks.dto';
import { presentFailure, presentWebhook, presentWebhookSecret } from './webhooks.presenter';

/** Our additions: the webhooks for an owner's audit events. Only the owner itself manages them, by its own credential. */
@Controller('owner/webhooks')
@UseGuards(CountryHeaderGuard)
export class WebhooksController {
  constructor(
    private readonly webhooks: FindWebhooks,
    private readonly management: ManageWebhooks,
  ) {}

  @Post()
  @NeedsOwnerCredential()
  @Auth100Operation('createWebhook')
  async create(@Body() { url, events }: CreateWebhookDto, @Caller() caller: Owner): Promise<Result<WebhookSecretDto>> {
    return result(presentWebhookSecret(await this.management.create(caller, url, events ?? [])));
  }

  @Get()
  @NeedsOwnerCredential()
  @Auth100Operation('listWebhooks')
  async list(@Caller() caller: Owner): Promise<Result<WebhookDto[]>> {
    return result((await this.webhooks.of(caller)).map(presentWebhook));
  }

  @Post(':webhookId/rotate-secret')
  @HttpCode(200)
  @NeedsOwnerCredential()
  @Auth100Operation('rotateWebhookSecret')
  async rotateSecret(
    @Param() { webhookId }: WebhookIdParam,
    @Body() { atOnce }: RotateWebhookSecretDto,
    @Caller() caller: Owner,
  ): Promise<Result<WebhookSecretDto>> {
    const overlap = atOnce === true ? 0 : SECRET_OVERLAP_SECONDS;
    return result(presentWebhookSecret(await this.management.rotateSecret(caller, webhookId, overlap)));
  }

  @Delete(':webhookId')
  @NeedsOwnerCredential()
  @Auth100Operation('deleteWebhook')
  async delete(@Param() { webhookId }: WebhookIdParam, @Caller() caller: Owner): Promise<Result<WebhookIdDto>> {
    await this.management.delete(caller, webhookId);
    return result({ webhookId });
  }

  @Get(':webhookId/failures')
  @NeedsOwnerCredential()
  @Auth100Operation('listWebhookFailures')
  async failures(
    @Param() { webhookId }: WebhookIdParam,
    @Caller() caller: Owner,
  ): Promise<Result<FailedDeliveryDto[]>> {
    return result((await this.webhooks.failures(caller, webhookId)).map(presentFailure));
  }

  @Post(':webhookId/resend')
  @HttpCode(200)
  @NeedsOwnerCredential()
  @Auth100Operation('resendWebhooks')
  async resend(
    @Param() { webhookId }: WebhookIdParam,
    @Body() { deliveryId }: ResendWebhookDto,
    @Caller() caller: Owner,
  ): Promise<Result<ResentDto>> {
    return result({ resent: await this.webhooks.resend(caller, webhookId, deliveryId ?? null) });
  }
}
