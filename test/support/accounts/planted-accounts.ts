import { randomBytes } from 'node:crypto';
import { hash, verify } from 'argon2';
import { Owner, User } from '@portero/database';
import { DefaultOwner } from '@portero/identity';
import { freshEmail, PASSWORD } from './auth100-accounts';
import type { TestService } from '../service/service';

/** The data of a planted user; the rest has defaults. */
export interface PlantedFields {
  readonly email?: string;
  readonly password?: string;
  readonly username?: string | null;
  readonly name?: string | null;
  readonly surname?: string | null;
  readonly phone?: string | null;
  readonly roleId?: number;
  readonly active?: boolean;
  readonly verifiedAt?: Date | null;
  readonly disabledAt?: Date | null;
}

/**
 * Writes a user directly into the database, verified by default. This works in both contract modes, without their rules
 * for new accounts and passwords. An existing user with that e-mail is updated, and its sessions are kept.
 * @param owner default: the default owner, to which dialects without owners are bound
 */
export async function plantUser(service: TestService, fields: PlantedFields = {}, owner?: Owner): Promise<User> {
  const { id: ownerId } = owner ?? (await service.app.get(DefaultOwner).ensure());
  const { email = freshEmail(), password = PASSWORD, username = null, ...rest } = fields;
  const users = service.dataSource.getRepository(User);
  const emailKey = email.toLowerCase();
  const user = (await users.findOneBy({ ownerId, emailKey })) ?? users.create({ ownerId, email, emailKey });
  const told = {
    username,
    usernameKey: username?.toLowerCase() ?? null,
    passwordHash: await hashOf(service, user.passwordHash, password),
    name: null,
    surname: null,
    phone: null,
    roleId: 1,
    countryCode: 'AR',
    active: true,
    verifiedAt: service.clock.now(),
    disabledAt: null,
    ...rest,
  };
  return users.save(users.merge(user, told));
}

/** Writes an owner directly into the database, verified and without a password. */
export function plantOwner(service: TestService, fields: { readonly uuid?: string } = {}): Promise<Owner> {
  const email = freshEmail();
  return service.dataSource.getRepository(Owner).save({
    ...fields,
    email,
    emailKey: email,
    name: `Owner ${randomBytes(3).toString('hex')}`,
    passwordHash: null,
    countryCode: 'AR',
    verifiedAt: service.clock.now(),
  });
}

/** The existing hash if it matches the password, so that specs that plant the same user do not replace it. */
async function hashOf({ settings }: TestService, known: string | null | undefined, password: string): Promise<string> {
  if (known && (await verify(known, password.normalize('NFC')))) return known;
  const { memoryKib: memoryCost, time: timeCost, parallelism } = settings.passwords.argon2;
  return hash(password.normalize('NFC'), { memoryCost, timeCost, parallelism });
}
