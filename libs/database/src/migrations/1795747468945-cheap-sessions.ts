import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Makes the update of a session heap-only: no index holds a column that a refresh changes. The sweep finds sessions by
 * `sweep_at`, which only the sweep itself moves. Sessions that are there already are looked at by the next sweep.
 */
export class CheapSessions1795747468945 implements MigrationInterface {
  name = 'CheapSessions1795747468945';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "sessions" ADD "sweep_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now()`);
    await queryRunner.query(`DROP INDEX "public"."ix_sessions_idle_expires_at"`);
    await queryRunner.query(`DROP INDEX "public"."ix_sessions_expires_at"`);
    await queryRunner.query(`CREATE INDEX "ix_sessions_sweep_at" ON "sessions"  ("sweep_at") `);
    await queryRunner.query(
      `CREATE INDEX "ix_sessions_open" ON "sessions"  ("user_id", "profile", "created_at", "id") WHERE ended_at IS NULL`,
    );
    // Room on each page for the next version of a row.
    await queryRunner.query(`ALTER TABLE "sessions" SET (fillfactor = 85)`);
    await queryRunner.query(`ALTER TABLE "issued_tokens" SET (fillfactor = 90)`);
    await queryRunner.query(`ALTER TABLE "issued_tokens" ADD "used_from" bytea, ADD "successor" bytea`);
    await queryRunner.query(`ALTER TABLE "users" ADD "renewal_link" bytea`);
    await this.addFunctions(queryRunner);
  }

  /**
   * Functions, because each of their statements sees what was committed before it began. A single statement sees what was
   * committed before it waited for a lock, and so would miss the log-ins and tokens that it waited for.
   */
  private async addFunctions(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE FUNCTION "revoke_sessions"("sessions_ended" uuid[], "moment" timestamp with time zone)
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
      $$`);
    await queryRunner.query(`CREATE FUNCTION "end_surplus_sessions"(
        "of_user" integer, "of_profile" character varying, "keep" integer, "moment" timestamp with time zone
      ) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        "surplus" uuid[];
      BEGIN
        "surplus" := ARRAY(
          SELECT "id" FROM "sessions"
          WHERE "user_id" = "of_user" AND "profile" = "of_profile" AND "ended_at" IS NULL
            AND "expires_at" > "moment" AND "idle_expires_at" > "moment"
          ORDER BY "created_at" DESC, "id" DESC OFFSET "keep"
        );
        IF cardinality("surplus") > 0 THEN
          UPDATE "sessions" SET "ended_at" = "moment", "end_reason" = 'too_many_sessions'
            WHERE "id" = ANY("surplus") AND "ended_at" IS NULL;
          PERFORM "revoke_sessions"("surplus", "moment");
        END IF;
        RETURN cardinality("surplus");
      END
      $$`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP FUNCTION "end_surplus_sessions"`);
    await queryRunner.query(`DROP FUNCTION "revoke_sessions"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "renewal_link"`);
    await queryRunner.query(`ALTER TABLE "issued_tokens" DROP COLUMN "used_from", DROP COLUMN "successor"`);
    await queryRunner.query(`ALTER TABLE "issued_tokens" RESET (fillfactor)`);
    await queryRunner.query(`ALTER TABLE "sessions" RESET (fillfactor)`);
    await queryRunner.query(`DROP INDEX "public"."ix_sessions_open"`);
    await queryRunner.query(`DROP INDEX "public"."ix_sessions_sweep_at"`);
    await queryRunner.query(`CREATE INDEX "ix_sessions_expires_at" ON "sessions"  ("expires_at") `);
    await queryRunner.query(`CREATE INDEX "ix_sessions_idle_expires_at" ON "sessions"  ("idle_expires_at") `);
    await queryRunner.query(`ALTER TABLE "sessions" DROP COLUMN "sweep_at"`);
  }
}
