import { Injectable } from '@nestjs/common';
import { AdoptToken, Clock, TokenSigner, type VerifiedClaims } from '@portero/identity';
import { SimplejwtProfile } from '../simplejwt.profile';
import { claimsProblem } from './token-claims';
import { inItsWords, notValid } from './token-refusal';

/** Reads tokens as the original does, before the core is asked. */
@Injectable()
export class SimplejwtClaims {
  constructor(
    private readonly tokens: SimplejwtProfile,
    private readonly signer: TokenSigner,
    private readonly clock: Clock,
    private readonly adoption: AdoptToken,
  ) {}

  /**
   * The claims of a token that the original would accept. Throws `token_invalid`, worded.
   *
   * @param type what `token_type` must be; `null` where any will do
   */
  async read(token: string, type: 'refresh' | null): Promise<VerifiedClaims> {
    const { profile } = this.tokens;
    const claims = await inItsWords(this.signer.verify(profile.name, token));
    const problem = claimsProblem(claims, type, this.clock.now());
    if (problem !== null) throw notValid(problem);
    // The core finds a refresh token by its hash: one of the old back end has to be there before.
    if (profile.legacy && claims['token_type'] === 'refresh') await this.adoption.adopt(profile, claims, token);
    return claims;
  }
}
