import { Module } from '@nestjs/common';
import { RevocationFeed } from './revocation-feed.service';
import { Revocations } from './revocations.service';

/** Tokens that ended before their expiry, for services that verify tokens locally. */
@Module({ providers: [RevocationFeed, Revocations], exports: [RevocationFeed, Revocations] })
export class RevocationsModule {}
