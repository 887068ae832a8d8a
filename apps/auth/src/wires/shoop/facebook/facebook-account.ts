import type { ExternalAccount } from '@portero/identity';

/** A Facebook user as the core knows accounts elsewhere. */
export function facebookAccount(uid: string): ExternalAccount {
  return { provider: 'facebook', subject: uid };
}
