import type { IssuedTokens } from '@portero/identity';
import type { SimplejwtPairDto, SimplejwtRefreshedDto } from './simplejwt.dto';

/** The tokens of a log-in. */
export function presentPair({ access, refresh }: IssuedTokens): SimplejwtPairDto {
  if (refresh === null) throw new Error('SimpleJWT sessions have refresh tokens');
  return { refresh, access };
}

/** What a refresh token was exchanged for: another refresh token too, where they rotate. */
export function presentRefreshed({ access, refresh }: IssuedTokens): SimplejwtRefreshedDto {
  return refresh === null ? { access } : { access, refresh };
}

/** "The token is valid", as the document prints it. */
export function presentVerified(): never[] {
  return [];
}
