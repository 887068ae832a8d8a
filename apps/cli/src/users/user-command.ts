import type { INestApplicationContext } from '@nestjs/common';
import { FindOwner, FindUser, IdentityError, type TokenSubject } from '@portero/identity';
import { Option } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { findNamedOwner, readAccountName } from '../owners/find-named-owner';

interface Options {
  readonly owner?: string;
}

/** The options that name a user, for every command about one. */
export const USER_ARGUMENT = {
  arguments: '<user>',
  argsDescription: { user: 'its uuid or its id; or its e-mail, together with --owner' },
} as const;

/** A command about one user. */
export abstract class UserCommand extends OperatorCommand<Options> {
  /** The action on the user, and its report. */
  protected abstract about(user: TokenSubject, core: INestApplicationContext): Promise<Report>;

  protected override async execute([named = '']: readonly string[], { owner }: Options): Promise<Report> {
    return this.installation.onCore(async (core) => this.about(await find(core, named, owner ?? null), core));
  }

  @Option({ flags: '--owner <owner>', description: 'The uuid, id or e-mail of its owner: no other user is found.' })
  readOwner(text: string): string {
    return text;
  }
}

async function find(core: INestApplicationContext, named: string, ownerNamed: string | null): Promise<TokenSubject> {
  const name = readAccountName(named);
  const owner = ownerNamed === null ? null : await findNamedOwner(core.get(FindOwner), ownerNamed);
  const users = core.get(FindUser);
  if (!('email' in name)) return users.byName({ ...name, ...(owner && { ownerId: owner.id }) });
  if (owner === null) throw new Refusal('owner_missing', ['An e-mail is unique only at one owner: add --owner.']);
  const user = await users.byEmail(owner.uuid, name.email);
  if (user === null) throw new IdentityError('user_not_found');
  return user;
}
