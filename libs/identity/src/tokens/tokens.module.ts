import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { KeysModule } from '../keys/keys.module';
import { RolesModule } from '../roles/roles.module';
import { AdoptToken } from './adopt-token.service';
import { BlacklistTokens } from './blacklist-tokens.service';
import { AuthenticateToken } from './authenticate-token.service';
import { InspectToken } from './inspect-token.service';
import { RecognizeToken } from './recognize-token.service';
import { StoredTokens } from './stored-tokens.service';
import { TokenIssuer } from './token-issuer.service';
import { TokenProfiles } from './token-profiles.service';
import { TokenSigner } from './token-signer.service';

const SERVICES = [
  AdoptToken,
  BlacklistTokens,
  AuthenticateToken,
  InspectToken,
  RecognizeToken,
  StoredTokens,
  TokenIssuer,
  TokenProfiles,
  TokenSigner,
];

/** Issuing, recognising and checking tokens of every kind. */
@Module({ imports: [JwtModule.register({}), KeysModule, RolesModule], providers: SERVICES, exports: SERVICES })
export class TokensModule {}
