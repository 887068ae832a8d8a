import { Module } from '@nestjs/common';
import { Countries } from './countries.service';

/** The list of countries. */
@Module({ providers: [Countries], exports: [Countries] })
export class CountriesModule {}
