import { Module } from '@nestjs/common';
import { BacklogWatch } from './backlog-watch.service';
import { Presence } from './presence.service';

/** What an operator sees of the running service. */
@Module({ providers: [BacklogWatch, Presence], exports: [BacklogWatch, Presence] })
export class OperationModule {}
