import { UUID } from '@portero/config';
import type { Client } from '@portero/database';
import { Refusal } from '../outcome/refusal';
import { OwnedCommand, type OwnedOptions } from '../owners/owned-command';

/** Options of every command about clients. */
export type ClientOptions = OwnedOptions;

/** A command about the clients of one owner. */
export abstract class ClientCommand<Options extends ClientOptions = ClientOptions> extends OwnedCommand<Options> {}

/** Reads a `client_id`. Refuses anything else. */
export function readClientId(text: string): string {
  if (UUID.test(text)) return text.toLowerCase();
  throw new Refusal('unreadable_name', ['Name a client by its id, which is a uuid: see portero clients list.']);
}

/** A client as the command shows it. */
export function viewClient({ id: clientId, name, scopes, createdAt }: Client) {
  return { clientId, name, scopes, createdAt };
}
