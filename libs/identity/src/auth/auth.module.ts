import { Module } from '@nestjs/common';
import { PasswordsModule } from '../passwords/passwords.module';
import { RevocationsModule } from '../revocations/revocations.module';
import { TokensModule } from '../tokens/tokens.module';
import { BeginSession } from './begin-session.service';
import { EndSession } from './end-session.service';
import { FindSessions } from './find-sessions.service';
import { LogIn } from './log-in.service';
import { RefreshSession } from './refresh-session.service';
import { RenewAccess } from './renew-access.service';

const SERVICES = [BeginSession, EndSession, FindSessions, LogIn, RefreshSession, RenewAccess];

/** Log-in, sessions and refresh rotation. */
@Module({ imports: [PasswordsModule, RevocationsModule, TokensModule], providers: SERVICES, exports: SERVICES })
export class AuthModule {}
