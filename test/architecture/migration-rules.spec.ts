import { MIGRATIONS } from '@portero/database';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueryRunner } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { judge, type JudgedMigration } from './migration-rules';

const FOLDER = join(__dirname, '../../libs/database/src/migrations');

/**
 * Written before the rules, and run already wherever Portero runs: their files as they are, by SHA-256. Nobody adds to this
 * list; a migration that needs an exception gets a rule.
 */
const GROUND: Readonly<Record<string, string>> = {
  '1795303944305-initial-schema.ts': '62a09179d6e6e58f49e3a4a7b7c1659ab5ae70ec9747de79c0f66a0fc89c10e2',
  '1795305077885-user-belongings.ts': '4cb04a08d58dfeb00855a8fb7d68326c994e4d618a908123b5ce1aee23295446',
  '1795306104521-audit-events.ts': '303426a92b568bb981699fc0c5e275d835bc6e81790efb1294b93d86e5014189',
  '1795306104522-owner-mail-sender.ts': '3948911fe8ddb9d278429d93f4eb7466cd1296cc6f55146629bddba3f2d5ced2',
  '1795306104530-expiry-indexes.ts': '91ad8f34139ecd5d780bde7b927b779bccabe787415653785bb23e561a5272e4',
  '1795306104540-tokens-for-others.ts': '7b80d77ef1c6272ebeaf865326c4dbaf86080837d508c3e4ccc81ffb6e31e660',
  '1795747315057-clients.ts': 'cd5714dcad28fa98c74efeb05fb5faa46c621d6dceb8172f6a0d5de159940689',
  '1795747468945-cheap-sessions.ts': '23c6ce334174973762d7c87943431477e477dc42cab442ede4fe035913a7b8bf',
  '1795758100001-request-ids-of-proxies.ts': '9a2de852edf80d42e5007f15cdc5fb5f61bd46b8cc7f6b3aee14685164b12702',
  '1795760594108-user-imports.ts': 'b47a93d9c2929736df271bed03115c02632534e371127c79c34e8dacd460d0e7',
  '1795761700000-callers-of-code-tries.ts': '16e1be5a5803c575ced58b84bd6a862c829dd86052264877f15ec29466ff2548',
  '1795761800001-legacy-tokens.ts': '37b43f56f8fad40959c689e7de1c057fef0ea6f08d101dafb2ffe637d0b3ac74',
  '1795770000013-refresh-answers.ts': 'd92c49b6e65fa9769f173580c73a3ae3c6348eb75a4cd65652dc0296d61e8920',
  '1795771800018-legacy-back-ends.ts': '34ffc198a8068a33ea187bfd8a8c965b4847a025fd584dad13a6994273aafae7',
  '1795775000014-limit-counts.ts': 'd512c2121f0aae7ea39c4f010361fa8f437dfdb4791625c901be5aeba65909b5',
  '1795776000012-webhooks.ts': '17a4c9d11cbb8955ab200917160cf7edd6a83a6afa8ad79f4b174097bb724bcc',
  '1795778000012-session-revocations.ts': 'c5cc25983607c0fef1168d79aece3525fdec815ec192bca23908f696370165fd',
};

/** What a migration drops after a release that did not use it any more, as its statement names it. Tell the release. */
const CONTRACTED: Readonly<Record<string, readonly string[]>> = {};

async function statementsOf(migration: (typeof MIGRATIONS)[number]): Promise<JudgedMigration> {
  const statements: string[] = [];
  const query = (statement: string): Promise<unknown[]> => {
    statements.push(statement);
    return Promise.resolve([]);
  };
  const made = new migration();
  await made.up({ query } as unknown as QueryRunner);
  return { name: migration.name, transaction: Reflect.get(made, 'transaction') !== false, statements };
}

const complaintsAbout = (statement: string, transaction = true): readonly string[] =>
  judge({ name: 'One1', transaction, statements: [statement] });

describe('migrations', () => {
  const files = readdirSync(FOLDER).filter((file) => file !== 'index.ts');

  it('are all in the list, in the order of their times, which are different', () => {
    const times = files.map((file) => file.slice(0, file.indexOf('-')));
    expect(MIGRATIONS.map(({ name }) => name.slice(-13))).toEqual(times.toSorted());
    expect(new Set(times).size).toBe(times.length);
  });

  it.each(Object.entries(GROUND))('%s has not changed', (file, hash) => {
    expect(
      createHash('sha256')
        .update(readFileSync(join(FOLDER, file)))
        .digest('hex'),
    ).toBe(hash);
  });

  const later = MIGRATIONS.filter(({ name }) => !Object.keys(GROUND).some((file) => file.startsWith(name.slice(-13))));
  it.each(later.map((migration) => [migration.name, migration] as const))(
    '%s leaves the release before and the requests alone',
    async (name, migration) => {
      const complaints = judge(await statementsOf(migration));
      const gone = CONTRACTED[name] ?? [];
      expect(complaints.filter((complaint) => !gone.some((column) => complaint.includes(column)))).toEqual([]);
    },
  );
});

describe('a migration is refused that', () => {
  it.each([
    ['locks a table while it builds an index', 'CREATE INDEX "ix_users_name" ON "users" ("name")'],
    ['locks a table while it drops an index', 'DROP INDEX "public"."ix_users_name"'],
    ['drops what ON CONFLICT needs', 'DROP INDEX CONCURRENTLY IF EXISTS "uq_users_uuid"', false],
    ['builds concurrently in a transaction', 'CREATE INDEX CONCURRENTLY "ix_users_name" ON "users" ("name")'],
    ['adds a column that old rows do not have', 'ALTER TABLE "users" ADD "age" integer NOT NULL'],
    ['adds one of several such columns', 'ALTER TABLE "users" ADD "a" text DEFAULT 1, ADD "age" integer NOT NULL'],
    [
      'adds a column with a value for each row',
      'ALTER TABLE "users" ADD "key" uuid NOT NULL DEFAULT gen_random_uuid()',
    ],
    ['adds a column of numbers', 'ALTER TABLE "users" ADD "number" SERIAL'],
    ['renames a column', 'ALTER TABLE "users" RENAME COLUMN "email" TO "mail"'],
    ['renames a table', 'ALTER TABLE "users" RENAME TO "people"'],
    ['drops a column', 'ALTER TABLE "users" DROP COLUMN "email"'],
    ['drops a column without the word', 'ALTER TABLE "users" DROP "email"'],
    ['drops a table', 'DROP TABLE "users"'],
    ['drops a function', 'DROP FUNCTION "revoke_sessions"'],
    ['takes a default away', 'ALTER TABLE "users" ALTER COLUMN "uuid" DROP DEFAULT'],
    ['demands a value', 'ALTER TABLE "users" ALTER COLUMN "name" SET NOT NULL'],
    ['changes a type', 'ALTER TABLE "users" ALTER COLUMN "name" TYPE text'],
    ['checks all rows', 'ALTER TABLE "users" ADD CONSTRAINT "ck_users_age" CHECK (age > 0)'],
    [
      'checks all rows of two tables',
      'ALTER TABLE "users" ADD CONSTRAINT "fk_users_a" FOREIGN KEY ("a") REFERENCES "as"("id")',
    ],
    ['builds an index for a constraint', 'ALTER TABLE "users" ADD CONSTRAINT "uq_users_age" UNIQUE ("age")'],
    ['adds a column with a check', 'ALTER TABLE "users" ADD "age" integer CHECK (age > 0)'],
    ['changes all rows', `UPDATE "users" SET "name" = ''`],
    ['deletes rows', 'DELETE FROM "sessions" WHERE ended_at IS NOT NULL'],
    ['locks a table', 'LOCK TABLE "users"'],
    ['cannot be repeated', 'ALTER TABLE "users" ADD "age" integer', false],
    ['does what nobody thought of', 'ALTER SYSTEM SET fsync = off'],
  ] as const)('%s', (_what, statement, transaction: boolean = true) => {
    expect(complaintsAbout(statement, transaction)).toHaveLength(1);
  });
});

describe('a migration may', () => {
  it.each([
    ['add a nullable column', 'ALTER TABLE "users" ADD "age" integer'],
    ['add a column with one default', 'ALTER TABLE "users" ADD "age" integer NOT NULL DEFAULT 0'],
    ['let a column be null', 'ALTER TABLE "users" ALTER COLUMN "name" DROP NOT NULL'],
    ['add a constraint for new rows', 'ALTER TABLE "users" ADD CONSTRAINT "ck_users_age" CHECK (age > 0) NOT VALID'],
    ['use an index for a constraint', 'ALTER TABLE "users" ADD CONSTRAINT "uq_a" UNIQUE USING INDEX "uq_a"'],
    ['replace a function', 'CREATE OR REPLACE FUNCTION "f"() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$'],
    ['check rows beside traffic', 'ALTER TABLE "users" VALIDATE CONSTRAINT "ck_users_age"', false],
    ['build an index beside traffic', 'CREATE UNIQUE INDEX CONCURRENTLY "uq_users_a" ON "users" ("a")', false],
    ['drop an index beside traffic', 'DROP INDEX CONCURRENTLY IF EXISTS "ix_users_name"', false],
  ] as const)('%s', (_what, statement, transaction: boolean = true) => {
    expect(complaintsAbout(statement, transaction)).toEqual([]);
  });

  it('do anything to a table that it makes', () => {
    const statements = [
      'CREATE TABLE "songs" ("id" SERIAL NOT NULL, "name" text NOT NULL)',
      'CREATE UNIQUE INDEX "uq_songs_name" ON "songs" ("name")',
      'ALTER TABLE "songs" ADD CONSTRAINT "fk_songs_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id")',
    ];
    expect(judge({ name: 'One1', transaction: true, statements })).toEqual([]);
  });
});
