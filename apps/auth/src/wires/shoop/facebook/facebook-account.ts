import type { ProviderAccount } from '@portero/identity';

/** A Facebook user as the core knows accounts elsewhere. */
export function facebookAccount(uid: string): ProviderAccount {
  return { provider: 'facebook', subject: uid };
}
