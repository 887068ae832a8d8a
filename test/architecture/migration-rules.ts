/** A migration to check. */
export interface JudgedMigration {
  readonly name: string;
  /** Whether it runs in one transaction, as migrations do unless they say otherwise. */
  readonly transaction: boolean;
  readonly statements: readonly string[];
}

type Rule = readonly [pattern: RegExp, verdict: string];

/**
 * Changes that break the previous release, or block requests on a table with rows. Each message states the alternative.
 */
const REFUSED: readonly Rule[] = [
  [/^CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)/u, 'an index on an existing table is built by buildIndexConcurrently'],
  [/^DROP INDEX (?!CONCURRENTLY)/u, 'an index is dropped by dropIndexConcurrently'],
  [/^DROP INDEX CONCURRENTLY.*"?uq_/u, 'the release before may need the unique index for ON CONFLICT'],
  [/^REINDEX (?!.*CONCURRENTLY)/u, 'REINDEX needs CONCURRENTLY'],
  [/^DROP (TABLE|FUNCTION|TRIGGER|TYPE|VIEW|SEQUENCE)/u, 'the release before may still use what is dropped'],
  [/^ALTER .*\bRENAME\b/u, 'the release before knows only the old name'],
  [
    /^ALTER TABLE .*\bDROP (COLUMN )?(?!CONSTRAINT|NOT NULL|DEFAULT|EXPRESSION|IDENTITY)"/u,
    'the release before may still read the column',
  ],
  [/^ALTER TABLE .*\bDROP DEFAULT\b/u, 'the release before inserts rows without the column'],
  [/^ALTER TABLE .*\bSET NOT NULL\b/u, 'the release before may insert null, and the whole table is read under a lock'],
  [
    /^ALTER TABLE .*\bADD (COLUMN )?"[^,]*\bNOT NULL\b(?![^,]*\bDEFAULT\b)/u,
    'a new column is nullable or has a default',
  ],
  [
    /^ALTER TABLE .*\bDEFAULT (gen_random_uuid|uuid_generate_v\d|random|clock_timestamp|nextval)\b/u,
    'a default that differs by row rewrites the table',
  ],
  [/^ALTER TABLE .*\b(SERIAL|BIGSERIAL|GENERATED .*(STORED|IDENTITY))\b/u, 'a value for each row rewrites the table'],
  [/^ALTER TABLE .*\b(ALTER (COLUMN )?"\w+"|SET DATA) (SET DATA )?TYPE\b/u, 'another type may rewrite the table'],
  [
    /^ALTER TABLE .*\bADD CONSTRAINT .*\b(CHECK|FOREIGN KEY)\b(?!.*\bNOT VALID$)/u,
    'a constraint is added NOT VALID, and validated by a later migration',
  ],
  [
    /^ALTER TABLE .*\bADD CONSTRAINT .*\b(UNIQUE|PRIMARY KEY|EXCLUDE)\b(?!.*\bUSING INDEX\b)/u,
    'a unique constraint is added USING INDEX, which is built concurrently',
  ],
  [
    /^ALTER TABLE .*\bADD COLUMN .*\b(UNIQUE|PRIMARY KEY|REFERENCES|CHECK)\b|^ALTER TABLE .*\bADD "[^,]*\b(UNIQUE|PRIMARY KEY|REFERENCES|CHECK)\b/u,
    'a constraint is added by a statement of its own',
  ],
  [/^ALTER TABLE .*\bSET (LOGGED|UNLOGGED|TABLESPACE|ACCESS METHOD)\b/u, 'the table would be rewritten'],
  [
    /^(UPDATE|DELETE|TRUNCATE|MERGE)\b/u,
    'rows are changed in batches by the service, not under the locks of a migration',
  ],
  [/^(LOCK|CLUSTER|VACUUM)\b/u, 'it holds up every request that needs the table'],
];

/** Statements that a migration may have; any other kind needs a decision, and a line here. */
const KNOWN = [
  /^CREATE (UNLOGGED )?TABLE /u,
  /^CREATE (UNIQUE )?INDEX CONCURRENTLY /u,
  /^DROP INDEX CONCURRENTLY /u,
  /^ALTER TABLE .*\b(ADD|ALTER|DROP CONSTRAINT|VALIDATE CONSTRAINT|SET \(|RESET \()/u,
  /^CREATE (OR REPLACE )?FUNCTION /u,
  /^CREATE TRIGGER /u,
  /^INSERT INTO /u,
  /^COMMENT ON /u,
  /^SELECT /u,
  /^SET lock_timeout/u,
];

/** What may be repeated after the process was killed: a migration without a transaction has nothing else. */
const REPEATABLE = [
  /^CREATE (UNIQUE )?INDEX CONCURRENTLY /u,
  /^DROP INDEX CONCURRENTLY IF EXISTS /u,
  /^ALTER TABLE "\w+" VALIDATE CONSTRAINT "\w+"$/u,
  /^SELECT /u,
  /^SET lock_timeout/u,
];

/** The problems of a migration; none if the previous release keeps working and no request is blocked. */
export function judge({ statements, transaction }: JudgedMigration): readonly string[] {
  const told = statements.map((statement) => statement.replaceAll(/\s+/gu, ' ').trim());
  const created = new Set(
    told.flatMap((statement) => /^CREATE (?:UNLOGGED )?TABLE "(\w+)"/u.exec(statement)?.[1] ?? []),
  );
  return told.flatMap((statement) => {
    const complaint = complaintAbout(statement, transaction, created);
    return complaint === null ? [] : [`${complaint}: ${statement.slice(0, 120)}`];
  });
}

function complaintAbout(statement: string, transaction: boolean, created: ReadonlySet<string>): string | null {
  if (/\bCONCURRENTLY\b/u.test(statement) && transaction) return 'CONCURRENTLY needs `transaction = false as const`';
  if (!transaction && !REPEATABLE.some((pattern) => pattern.test(statement)))
    return 'it is not certain that this can be repeated: it belongs into a migration with a transaction';
  const table = tableOf(statement);
  const isNew = table !== null && created.has(table);
  const refused = isNew ? undefined : REFUSED.find(([pattern]) => pattern.test(statement));
  if (refused) return refused[1];
  if (isNew || KNOWN.some((pattern) => pattern.test(statement))) return null;
  return 'nobody has decided yet whether this is safe beside traffic; see test/architecture/migration-rules.ts';
}

/** The table that a statement is about. */
function tableOf(statement: string): string | null {
  const pattern =
    /^(?:ALTER TABLE|UPDATE|DELETE FROM|TRUNCATE|INSERT INTO|COMMENT ON TABLE|CREATE (?:UNIQUE )?INDEX "\w+" ON|CREATE TRIGGER "\w+" .*? ON) "(\w+)"/u;
  return pattern.exec(statement)?.[1] ?? null;
}
