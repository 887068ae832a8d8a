import { Module } from '@nestjs/common';
import { SimplejwtController } from './simplejwt.controller';
import { SimplejwtProfile } from './simplejwt.profile';
import { SimplejwtClaims } from './tokens/simplejwt-claims.service';
import { SimplejwtTokens } from './tokens/simplejwt-tokens.service';

/** The routes of SimpleJWT. */
@Module({ controllers: [SimplejwtController], providers: [SimplejwtClaims, SimplejwtProfile, SimplejwtTokens] })
export class SimplejwtModule {}
