import { Module } from '@nestjs/common';
import { BacklogWatch } from './backlog-watch.service';
import { Presence } from './presence.service';

/** The state of the running service, for operators. */
@Module({ providers: [BacklogWatch, Presence], exports: [BacklogWatch, Presence] })
export class OperationModule {}
