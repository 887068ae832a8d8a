import { Module } from '@nestjs/common';
import { KokoController } from './koko.controller';
import { KokoProfile } from './koko.profile';

/** The routes of Koko. */
@Module({ controllers: [KokoController], providers: [KokoProfile] })
export class KokoModule {}
