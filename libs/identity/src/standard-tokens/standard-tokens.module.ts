import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { KeysModule } from '../keys/keys.module';
import { RevocationsModule } from '../revocations/revocations.module';
import { TokensModule } from '../tokens/tokens.module';
import { EndToken } from './end-token.service';
import { ExchangeToken } from './exchange-token.service';
import { IssueClientToken } from './issue-client-token.service';
import { RevokeToken } from './revoke-token.service';

/** Tokens in a standard format, which other services get and end. */
@Module({
  imports: [AuthModule, KeysModule, RevocationsModule, TokensModule],
  providers: [EndToken, ExchangeToken, IssueClientToken, RevokeToken],
  exports: [ExchangeToken, IssueClientToken, RevokeToken],
})
export class StandardTokensModule {}
