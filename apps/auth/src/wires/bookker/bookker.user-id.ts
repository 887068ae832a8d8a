import type { TokenHolder } from '@portero/identity';

/** The id of a user on this wire: its uuid without dashes. */
export function bookkerUserId({ uuid }: Pick<TokenHolder, 'uuid'>): string {
  return uuid.replaceAll('-', '');
}
