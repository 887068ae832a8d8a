import type { Owner } from '@portero/database';

/** An owner as the command shows it: by whitelist, because the row holds a password hash. */
export interface OwnerView {
  readonly id: number;
  readonly uuid: string;
  readonly email: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly hasPassword: boolean;
  readonly verifiedAt: Date | null;
  readonly createdAt: Date;
}

/** Selects the data of an owner that may be shown. */
export function viewOwner(owner: Owner): OwnerView {
  const { id, uuid, email, name, countryCode: country, passwordHash, verifiedAt, createdAt } = owner;
  return { id, uuid, email, name, country, hasPassword: passwordHash !== null, verifiedAt, createdAt };
}
