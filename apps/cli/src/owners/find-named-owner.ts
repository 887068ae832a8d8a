import { UUID } from '@portero/config';
import type { Owner } from '@portero/database';
import { type FindOwner, IdentityError } from '@portero/identity';
import { Refusal } from '../outcome/refusal';

const ID = /^[0-9]{1,10}$/u;

/** The ways to name an account on the command line. */
export type AccountName = { readonly email: string } | { readonly uuid: string } | { readonly id: number };

/** Reads an e-mail, a uuid or an id. Refuses anything else. */
export function readAccountName(text: string): AccountName {
  if (text.includes('@')) return { email: text };
  if (UUID.test(text)) return { uuid: text.toLowerCase() };
  if (ID.test(text)) return { id: Number(text) };
  throw new Refusal('unreadable_name', ['Name an account by its uuid, its id or its e-mail.']);
}

/** The owner that an operator named. Throws `owner_not_found`. */
export async function findNamedOwner(owners: FindOwner, text: string): Promise<Owner> {
  const name = readAccountName(text);
  if ('uuid' in name) return owners.byUuid(name.uuid);
  const owner = 'id' in name ? await owners.byId(name.id) : await owners.byEmail(name.email);
  if (owner === null) throw new IdentityError('owner_not_found');
  return owner;
}
