import type { MigrationInterface, QueryRunner } from 'typeorm';

const OLD_REVOKE_SESSIONS = `CREATE OR REPLACE FUNCTION "revoke_sessions"("sessions_ended" uuid[], "moment" timestamp with time zone)
  RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    "revoked" integer;
  BEGIN
    INSERT INTO "revocations" ("token_id", "owner_id", "profile", "expires_at", "transaction_id")
      SELECT t."id", s."owner_id", coalesce(t."profile", s."profile"), least(t."expires_at", s."expires_at"),
        pg_current_xact_id()::text::bigint
      FROM "issued_tokens" t JOIN "sessions" s ON s."id" = t."session_id"
      WHERE s."id" = ANY("sessions_ended") AND t."kind" = 'access' AND t."ended_at" IS NULL
        AND least(t."expires_at", s."expires_at") > "moment"
      ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS "revoked" = ROW_COUNT;
    RETURN "revoked";
  END
  $$`;

/**
 * The feed tells the end of a session's tokens by one entry of the session, which a refresh moves in place of adding
 * another. Tokens whose id has no time (UUID version 7) do not carry their session: they are told one by one, as before.
 */
export class SessionRevocations1795778000012 implements MigrationInterface {
  name = 'SessionRevocations1795778000012';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "revocations" ADD "ended_before" TIMESTAMP(3) WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "revocations" ADD "tokens" character varying array`);
    await queryRunner.query(`ALTER TABLE "sessions" ADD "tokens_since" TIMESTAMP(3) WITH TIME ZONE`);
    // The whole second after the last token: nothing is issued in the session any more, whatever the clock of a replica says.
    await queryRunner.query(`CREATE OR REPLACE FUNCTION "revoke_sessions"("sessions_ended" uuid[], "moment" timestamp with time zone)
      RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        "revoked" integer;
        "alone" integer;
      BEGIN
        INSERT INTO "revocations" AS "known" ("token_id", "owner_id", "profile", "expires_at", "transaction_id", "ended_before", "tokens")
          SELECT s."id", s."owner_id", s."profile", max(least(t."expires_at", s."expires_at")), pg_current_xact_id()::text::bigint,
            date_trunc('second', greatest("moment", max(t."issued_at"))) + interval '1 second',
            array_agg(coalesce(t."profile", s."profile") || ' ' || t."id" ORDER BY t."id")
          FROM "issued_tokens" t JOIN "sessions" s ON s."id" = t."session_id"
          WHERE s."id" = ANY("sessions_ended") AND t."kind" = 'access' AND substr(t."id"::text, 15, 1) = '7'
            AND least(t."expires_at", s."expires_at") > "moment"
          GROUP BY s."id"
          ON CONFLICT ("token_id") DO UPDATE SET "transaction_id" = excluded."transaction_id", "tokens" = excluded."tokens",
            "ended_before" = greatest("known"."ended_before", excluded."ended_before"),
            "expires_at" = greatest("known"."expires_at", excluded."expires_at");
        GET DIAGNOSTICS "revoked" = ROW_COUNT;
        INSERT INTO "revocations" ("token_id", "owner_id", "profile", "expires_at", "transaction_id")
          SELECT t."id", s."owner_id", coalesce(t."profile", s."profile"), least(t."expires_at", s."expires_at"),
            pg_current_xact_id()::text::bigint
          FROM "issued_tokens" t JOIN "sessions" s ON s."id" = t."session_id"
          WHERE s."id" = ANY("sessions_ended") AND t."kind" = 'access' AND substr(t."id"::text, 15, 1) <> '7'
            AND t."ended_at" IS NULL AND least(t."expires_at", s."expires_at") > "moment"
          ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS "alone" = ROW_COUNT;
        RETURN "revoked" + "alone";
      END
      $$`);
  }

  /** Entries of sessions mean nothing to the first release; their tokens end at the latest when they expire. */
  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(OLD_REVOKE_SESSIONS);
    await queryRunner.query(`INSERT INTO "revocations" ("token_id", "owner_id", "profile", "expires_at", "transaction_id")
      SELECT split_part(token, ' ', 2)::uuid, "owner_id", split_part(token, ' ', 1), "expires_at", "transaction_id"
      FROM "revocations", unnest("tokens") AS token ON CONFLICT DO NOTHING`);
    await queryRunner.query(`DELETE FROM "revocations" WHERE "ended_before" IS NOT NULL`);
    await queryRunner.query(`ALTER TABLE "sessions" DROP COLUMN "tokens_since"`);
    await queryRunner.query(`ALTER TABLE "revocations" DROP COLUMN "tokens"`);
    await queryRunner.query(`ALTER TABLE "revocations" DROP COLUMN "ended_before"`);
  }
}
