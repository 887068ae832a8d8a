import { Module } from '@nestjs/common';
import { CodesModule } from '../codes/codes.module';
import { CountriesModule } from '../countries/countries.module';
import { OneTimeLinks } from './one-time-links.service';
import { SendLink } from './send-link.service';

/** One-time links and their mails. */
@Module({
  imports: [CodesModule, CountriesModule],
  providers: [OneTimeLinks, SendLink],
  exports: [OneTimeLinks, SendLink],
})
export class LinksModule {}
