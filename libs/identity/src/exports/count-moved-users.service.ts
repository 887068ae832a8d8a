import { Injectable } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { DataSource } from 'typeorm';

/** The progress of moving users from another system. */
export interface MovingProgress {
  /** Users who came from another system: by an import, or with an id of it. */
  readonly users: number;
  /** How many of them have logged in here. */
  readonly loggedIn: number;
  /** How many have not, including disabled users. */
  readonly neverCame: number;
  /** How many still have the password hash of the other system. */
  readonly oldHash: number;
  /** How many of these have logged in here nevertheless, for example by an external account. */
  readonly oldHashButLoggedIn: number;
  /** How many have no password. */
  readonly withoutPassword: number;
  readonly disabled: number;
  /** The hashes of the other system, by format and cost, the most frequent first. */
  readonly formats: readonly { readonly format: string; readonly users: number }[];
}

/** $1 owner */
const COUNT = `
WITH moved AS MATERIALIZED (
  SELECT u.id, u.foreign_hash, u.password_hash IS NULL AS without_password, u.active,
    EXISTS (SELECT FROM sessions s WHERE s.user_id = u.id)
    OR EXISTS (SELECT FROM audit_events a
      WHERE a.owner_id = $1::int AND a.user_id = u.id AND a.event = 'login' AND a.outcome = 'ok') AS came
  FROM users u
  WHERE u.owner_id = $1::int
    AND (u.import_id IS NOT NULL OR u.external_id IS NOT NULL OR u.foreign_hash IS NOT NULL)
)
SELECT foreign_hash AS format, count(*)::int AS users, (count(*) FILTER (WHERE came))::int AS came,
  (count(*) FILTER (WHERE without_password))::int AS without_password,
  (count(*) FILTER (WHERE NOT active))::int AS disabled
FROM moved GROUP BY foreign_hash ORDER BY count(*) DESC, foreign_hash`;

interface Counted {
  readonly format: string | null;
  readonly users: number;
  readonly came: number;
  readonly without_password: number;
  readonly disabled: number;
}

/** Counts the users of another system that have logged in here since the move. */
@Injectable()
export class CountMovedUsers {
  constructor(private readonly dataSource: DataSource) {}

  /** Log-ins are known only while the audit log or a session records them. */
  async at({ id }: Pick<Owner, 'id'>): Promise<MovingProgress> {
    const groups = await this.dataSource.query<Counted[]>(COUNT, [id]);
    const old = groups.filter(({ format }) => format !== null);
    const sum = (of: readonly Counted[], count: (group: Counted) => number): number =>
      of.reduce((total, group) => total + count(group), 0);
    const [users, loggedIn] = [sum(groups, (group) => group.users), sum(groups, ({ came }) => came)];
    return {
      users,
      loggedIn,
      neverCame: users - loggedIn,
      oldHash: sum(old, (group) => group.users),
      oldHashButLoggedIn: sum(old, ({ came }) => came),
      withoutPassword: sum(groups, (group) => group.without_password),
      disabled: sum(groups, ({ disabled }) => disabled),
      formats: old.map(({ format, users: count }) => ({ format: format ?? '', users: count })),
    };
  }
}
