import type { AuditEventName } from '@portero/identity';
import type { FoundRow } from '../users/import/found-row';

/** The ended sessions of users in the audit log from before a restore. */
export interface ReadEnds {
  /** The last end of each user, by its id. */
  readonly ends: ReadonlyMap<number, Date>;
  /** Users with changes that a restore undoes and a command must repeat. */
  readonly toRepeat: Readonly<Record<ToRepeat, readonly number[]>>;
  readonly unreadable: number;
}

type ToRepeat = 'disabled' | 'deleted' | 'passwordChanged';

/** Events that end sessions of the user. */
const ENDS: readonly AuditEventName[] = [
  'logout',
  'sessions_ended',
  'token_revoked',
  'password_changed',
  'user_disabled',
  'user_deleted',
];

/** Reads the lines of `portero audit export`. A line of another kind is counted. */
export async function readEnds(rows: AsyncIterable<FoundRow>): Promise<ReadEnds> {
  const ends = new Map<number, Date>();
  const changes = { disabled: new Set<number>(), deleted: new Set<number>(), passwordChanged: new Set<number>() };
  let unreadable = 0;
  for await (const row of rows) {
    const event = 'columns' in row ? eventOf(row.columns) : null;
    if (event === null) unreadable += 1;
    else if (event.user !== null) {
      if (isEnd(event)) ends.set(event.user, latest(ends.get(event.user), event.at));
      note(changes, event.name, event.user);
    }
  }
  const { disabled, deleted, passwordChanged } = changes;
  const toRepeat = { disabled: [...disabled], deleted: [...deleted], passwordChanged: [...passwordChanged] };
  return { ends, toRepeat, unreadable };
}

interface Event {
  readonly name: string;
  readonly outcome: string;
  readonly at: Date;
  readonly user: number | null;
}

function eventOf({ event: name, outcome, at, userId: user }: Readonly<Record<string, unknown>>): Event | null {
  if (typeof name !== 'string' || typeof outcome !== 'string' || typeof at !== 'string') return null;
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime()) || (user !== null && !Number.isSafeInteger(user))) return null;
  return { name, outcome, at: moment, user: user as number | null };
}

function isEnd({ name, outcome }: Event): boolean {
  if (name === 'refresh') return outcome === 'reused';
  return outcome === 'ok' && ENDS.some((end) => end === name);
}

function note(changes: Readonly<Record<ToRepeat, Set<number>>>, name: string, user: number): void {
  if (name === 'user_disabled') changes.disabled.add(user);
  if (name === 'user_enabled') changes.disabled.delete(user);
  if (name === 'user_deleted') changes.deleted.add(user);
  if (name === 'password_changed') changes.passwordChanged.add(user);
}

function latest(one: Date | undefined, other: Date): Date {
  return one !== undefined && one > other ? one : other;
}
