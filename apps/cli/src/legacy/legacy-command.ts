import type { LegacyBackEnd, Owner } from '@portero/database';
import { FindOwner, LegacyBackEnds, type ShownWriteBack, WriteBacks } from '@portero/identity';
import { Option } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { Refusal } from '../outcome/refusal';
import { findNamedOwner } from '../owners/find-named-owner';

/** Options of every command about old back ends. */
export interface LegacyOptions {
  readonly owner: string;
}

/** The dialects that an old back end can speak. */
export const LEGACY_DIALECTS = ['auth100', 'bookker', 'koko', 'shoop', 'simplejwt'] as const;

/** A command about the old back ends of one owner. */
export abstract class LegacyCommand<Options extends LegacyOptions = LegacyOptions> extends OperatorCommand<Options> {
  @Option({
    flags: '--owner <owner>',
    description: 'Whose users: the uuid, id or e-mail of the owner.',
    required: true,
  })
  readOwner(text: string): string {
    return text;
  }

  /** Runs on the core with the owner that was named. Throws `owner_not_found`. */
  protected onOwner<T>(
    { owner }: Options,
    work: (backEnds: LegacyBackEnds, owner: Owner, writeBacks: WriteBacks) => Promise<T>,
  ): Promise<T> {
    return this.installation.onCore(async (core) => {
      const found = await findNamedOwner(core.get(FindOwner), owner);
      return work(core.get(LegacyBackEnds), found, core.get(WriteBacks));
    });
  }
}

/** Reads the name of a dialect. Refuses any other word. */
export function readDialect(text: string): string {
  if (LEGACY_DIALECTS.some((name) => name === text)) return text;
  throw new Refusal('unknown_dialect', [`--dialect is one of ${LEGACY_DIALECTS.join(', ')}.`]);
}

/** An old back end as the commands show it. @param now decides whether it is still asked */
export function viewLegacy(row: LegacyBackEnd, now: Date, writeBacks: readonly ShownWriteBack[]) {
  const { dialect, loginUrl, nameField, network, timeoutMs, until, provesEmail } = row;
  const { cameOver, refused, failed, lastFailure, lastFailureAt, openUntil } = row;
  const breaker = openUntil === null ? 'closed' : openUntil > now ? 'open' : 'half-open';
  return {
    ...{ dialect, loginUrl, nameField, network, timeoutMs, until, provesEmail },
    asked: until === null || until > now,
    ...{ cameOver, refused, failed, lastFailure, lastFailureAt, breaker, openUntil },
    writeBack: viewWriteBack(writeBacks.find((each) => each.dialect === dialect)),
  };
}

function viewWriteBack(shown: ShownWriteBack | undefined) {
  if (shown === undefined) return null;
  const { url, sent, waiting, givenUp, lastFailure } = shown;
  return { url, sent, waiting, givenUp, lastFailure };
}
