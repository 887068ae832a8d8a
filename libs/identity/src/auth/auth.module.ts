import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PasswordsModule } from '../passwords/passwords.module';
import { AuthenticateToken } from '../tokens/authenticate-token.service';
import { BeginSession } from './begin-session.service';
import { EndSession } from './end-session.service';
import { FindSessions } from './find-sessions.service';
import { LogIn } from './log-in.service';
import { RefreshSession } from './refresh-session.service';
import { RenewAccess } from './renew-access.service';
import { SigningKeys } from '../keys/signing-keys.service';
import { TokenIssuer } from '../tokens/token-issuer.service';
import { TokenSigner } from '../tokens/token-signer.service';

/** Log-in, sessions, refresh rotation, tokens and their keys. */
@Module({
  imports: [JwtModule.register({}), PasswordsModule],
  providers: [
    AuthenticateToken,
    BeginSession,
    EndSession,
    FindSessions,
    LogIn,
    RefreshSession,
    RenewAccess,
    SigningKeys,
    TokenIssuer,
    TokenSigner,
  ],
  exports: [
    AuthenticateToken,
    BeginSession,
    EndSession,
    FindSessions,
    LogIn,
    RefreshSession,
    RenewAccess,
    SigningKeys,
    TokenSigner,
  ],
})
export class AuthModule {}
