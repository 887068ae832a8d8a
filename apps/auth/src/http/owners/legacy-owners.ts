import type { Settings } from '@portero/config';

/** The owners whose users the tokens of a replaced back end may name; `null` for the default owner. */
export function legacyOwners(settings: Settings, dialect: string): readonly string[] | null {
  const binding = settings.ownerBinding(dialect);
  return binding && [...new Set([binding.owner, ...binding.hosts.map(({ owner }) => owner)])];
}
