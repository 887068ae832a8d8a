import { Module } from '@nestjs/common';
import { OutboxController } from './outbox.controller';

/** The pages of the development outbox. Only for a service that has one: documented mode, no mail server. */
@Module({ controllers: [OutboxController] })
export class OutboxPagesModule {}
