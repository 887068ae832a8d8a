import { UUID } from '@portero/config';
import type { Client, Owner } from '@portero/database';
import { FindOwner } from '@portero/identity';
import { Option } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { Refusal } from '../outcome/refusal';
import { findNamedOwner } from '../owners/find-named-owner';

/** Options of every command about clients. */
export interface ClientOptions {
  readonly owner: string;
}

/** A command about the clients of one owner. */
export abstract class ClientCommand<Options extends ClientOptions = ClientOptions> extends OperatorCommand<Options> {
  @Option({
    flags: '--owner <owner>',
    description: 'Whose client: the uuid, id or e-mail of the owner.',
    required: true,
  })
  readOwner(text: string): string {
    return text;
  }

  /** Runs on the core with the owner that was named. Throws `owner_not_found`. */
  protected onOwner<T>({ owner }: Options, work: (get: CoreGet, owner: Owner) => Promise<T>): Promise<T> {
    return this.installation.onCore(async (core) => {
      return work((part) => core.get(part), await findNamedOwner(core.get(FindOwner), owner));
    });
  }
}

/** Gives a part of the core. */
export type CoreGet = <T>(part: abstract new (...parts: never[]) => T) => T;

/** Reads a `client_id`. Refuses anything else. */
export function readClientId(text: string): string {
  if (UUID.test(text)) return text.toLowerCase();
  throw new Refusal('unreadable_name', ['Name a client by its id, which is a uuid: see portero clients list.']);
}

/** A client as the command shows it. */
export function viewClient({ id: clientId, name, scopes, createdAt }: Client) {
  return { clientId, name, scopes, createdAt };
}
