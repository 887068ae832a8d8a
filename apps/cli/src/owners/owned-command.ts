import type { Owner } from '@portero/database';
import { FindOwner } from '@portero/identity';
import { Option } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { findNamedOwner } from './find-named-owner';

/** Options of every command about the data of one owner. */
export interface OwnedOptions {
  readonly owner: string;
}

/** Gives a part of the core. */
export type CoreGet = <T>(part: abstract new (...parts: never[]) => T) => T;

/** A command about the data of one owner. */
export abstract class OwnedCommand<Options extends OwnedOptions = OwnedOptions> extends OperatorCommand<Options> {
  @Option({ flags: '--owner <owner>', description: 'Whose: the uuid, id or e-mail of the owner.', required: true })
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
