import { Module } from '@nestjs/common';
import { PasswordsModule } from '../passwords/passwords.module';
import { TokensModule } from '../tokens/tokens.module';
import { BeginSession } from './begin-session.service';
import { EndSession } from './end-session.service';
import { FindSessions } from './find-sessions.service';
import { IssueInSession } from './issue-in-session.service';
import { LogIn } from './log-in.service';
import { RefreshSession } from './refresh-session.service';
import { RenewAccess } from './renew-access.service';
import { RefuseReuse } from './refuse-reuse.service';
import { SessionStore } from './session-store.service';

const SERVICES = [BeginSession, EndSession, FindSessions, LogIn, RefreshSession, RenewAccess];

/** Log-in, sessions and refresh rotation. */
@Module({
  imports: [PasswordsModule, TokensModule],
  providers: [...SERVICES, IssueInSession, RefuseReuse, SessionStore],
  exports: [...SERVICES, IssueInSession],
})
export class AuthModule {}
