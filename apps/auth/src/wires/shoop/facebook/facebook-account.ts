import type { ProviderAccount } from '@portero/identity';

/** A Facebook user as an external account of the core. */
export function facebookAccount(uid: string): ProviderAccount {
  return { provider: 'facebook', subject: uid };
}
