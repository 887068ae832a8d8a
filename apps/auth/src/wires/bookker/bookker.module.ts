import { Module } from '@nestjs/common';
import { BookkerController } from './bookker.controller';
import { BookkerDirectory } from './bookker.directory';
import { BookkerProfile } from './bookker.profile';
import { BookkerRenewal } from './bookker.renewal';

/** The routes of Bookker. */
@Module({ controllers: [BookkerController], providers: [BookkerDirectory, BookkerProfile, BookkerRenewal] })
export class BookkerModule {}
