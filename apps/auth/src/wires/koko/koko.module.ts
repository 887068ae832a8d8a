import { Module } from '@nestjs/common';
import { KokoController } from './koko.controller';
import { KokoLegacyRefresh } from './koko.legacy-refresh';
import { KokoProfile } from './koko.profile';

/** The routes of Koko. */
@Module({ controllers: [KokoController], providers: [KokoLegacyRefresh, KokoProfile] })
export class KokoModule {}
