import type { IssuedTokens } from '@portero/identity';
import type { KokoTokensDto } from './koko.dto';

/** The envelope of every success. */
export interface KokoSuccess<T> {
  readonly success: 1;
  readonly message: string;
  readonly data: T;
}

/** Tokens as "Inicio de sesión" prints them. */
export function presentTokens({
  access,
  refresh,
  issuedAt,
  accessExpiresAt,
  subject,
}: IssuedTokens): KokoSuccess<KokoTokensDto> {
  if (refresh === null || accessExpiresAt === null)
    throw new Error('Koko sessions have refresh tokens, and access tokens that end');
  return {
    success: 1,
    message: 'Éxito',
    data: {
      token_type: 'Bearer',
      expires_in: Math.round((accessExpiresAt.getTime() - issuedAt.getTime()) / 1000),
      access_token: access,
      refresh_token: refresh,
      user_type: subject.roleId,
    },
  };
}

/** A session that has ended. */
export function presentLoggedOut(): KokoSuccess<null> {
  return { success: 1, message: 'Sesión cerrada correctamente', data: null };
}
