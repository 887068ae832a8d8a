import { Module } from '@nestjs/common';
import { RevocationFeed } from './revocation-feed.service';
import { Revocations } from './revocations.service';

/** What ended before its time, for those who verify tokens by themselves. */
@Module({ providers: [RevocationFeed, Revocations], exports: [RevocationFeed, Revocations] })
export class RevocationsModule {}
