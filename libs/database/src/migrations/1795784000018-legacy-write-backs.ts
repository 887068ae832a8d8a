import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where changed passwords are sent to old back ends, and those that wait to be sent. */
export class LegacyWriteBacks1795784000018 implements MigrationInterface {
  name = 'LegacyWriteBacks1795784000018';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "legacy_write_backs" ("id" uuid NOT NULL, "back_end_id" integer NOT NULL, "url" character varying(2000) NOT NULL, "network" character varying(20) NOT NULL, "sealed" bytea NOT NULL, "sent" integer NOT NULL DEFAULT '0', "given_up" integer NOT NULL DEFAULT '0', "last_failure" character varying(40), CONSTRAINT "pk_legacy_write_backs" PRIMARY KEY ("id"), CONSTRAINT "fk_legacy_write_backs_back_end" FOREIGN KEY ("back_end_id") REFERENCES "legacy_back_ends"("id") ON DELETE CASCADE)`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_legacy_write_backs_back_end" ON "legacy_write_backs" ("back_end_id")`,
    );
    await queryRunner.query(
      `CREATE TABLE "legacy_password_changes" ("id" uuid NOT NULL, "write_back_id" uuid NOT NULL, "user_id" integer NOT NULL, "sealed" bytea NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "attempts" integer NOT NULL DEFAULT '0', "next_attempt_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_legacy_password_changes" PRIMARY KEY ("id"), CONSTRAINT "fk_legacy_password_changes_write_back" FOREIGN KEY ("write_back_id") REFERENCES "legacy_write_backs"("id") ON DELETE CASCADE, CONSTRAINT "fk_legacy_password_changes_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE)`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_legacy_password_changes_user" ON "legacy_password_changes" ("write_back_id", "user_id")`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_legacy_password_changes_due" ON "legacy_password_changes" ("next_attempt_at")`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "legacy_password_changes"`);
    await queryRunner.query(`DROP TABLE "legacy_write_backs"`);
  }
}
