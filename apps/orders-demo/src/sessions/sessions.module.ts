import { Module } from '@nestjs/common';
import { PorteroClient } from './portero.client';
import { SessionsController } from './sessions.controller';
import { Sessions } from './sessions.service';

/** Logging in and out at Portero. */
@Module({ controllers: [SessionsController], providers: [PorteroClient, Sessions] })
export class SessionsModule {}
