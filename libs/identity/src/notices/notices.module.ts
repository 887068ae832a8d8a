import { Module } from '@nestjs/common';
import { CountriesModule } from '../countries/countries.module';
import { SecurityNotices } from './security-notices.service';

/** Mails that tell account holders what happened to their account. */
@Module({ imports: [CountriesModule], providers: [SecurityNotices], exports: [SecurityNotices] })
export class NoticesModule {}
