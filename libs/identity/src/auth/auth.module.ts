import { Module } from '@nestjs/common';
import { NoticesModule } from '../notices/notices.module';
import { PasswordsModule } from '../passwords/passwords.module';
import { RolesModule } from '../roles/roles.module';
import { TokensModule } from '../tokens/tokens.module';
import { BeginSession } from './begin-session.service';
import { EndManySessions } from './end-many-sessions.service';
import { EndSession } from './end-session.service';
import { FindSessions } from './find-sessions.service';
import { IssueInSession } from './refreshing/issue-in-session.service';
import { LogIn } from './log-in.service';
import { PresentedTokens } from './refreshing/presented-tokens.service';
import { RefreshSession } from './refreshing/refresh-session.service';
import { RenewAccess } from './refreshing/renew-access.service';
import { RefuseReuse } from './refreshing/refuse-reuse.service';
import { RepeatRefresh } from './refreshing/repeat-refresh.service';
import { ReuseWindow } from './refreshing/reuse-window.service';
import { SessionOrigin } from './session-origin.service';
import { SessionStore } from './session-store.service';
import { SpentRefreshTokens } from './refreshing/spent-refresh-tokens.service';

const SPENT = [RefuseReuse, RepeatRefresh, ReuseWindow, SpentRefreshTokens];
const SERVICES = [BeginSession, EndManySessions, EndSession, FindSessions, LogIn, RefreshSession, RenewAccess];

/** Log-in, sessions and refresh rotation. */
@Module({
  imports: [NoticesModule, PasswordsModule, RolesModule, TokensModule],
  providers: [...SERVICES, IssueInSession, PresentedTokens, ...SPENT, SessionOrigin, SessionStore],
  exports: [...SERVICES, IssueInSession, PresentedTokens],
})
export class AuthModule {}
