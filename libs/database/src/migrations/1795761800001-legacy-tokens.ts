import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens of a replaced back end are remembered, and those from before a user's sessions were ended are refused. */
export class LegacyTokens1795761800001 implements MigrationInterface {
  name = 'LegacyTokens1795761800001';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "users" ADD "sessions_ended_at" TIMESTAMP(3) WITH TIME ZONE`);
    await queryRunner.query(
      `CREATE TABLE "legacy_tokens" ("token_id" uuid NOT NULL, "owner_id" integer NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_legacy_tokens" PRIMARY KEY ("token_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_legacy_tokens_expires_at" ON "legacy_tokens" ("expires_at")`);
    await queryRunner.query(
      `ALTER TABLE "legacy_tokens" ADD CONSTRAINT "fk_legacy_tokens_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "legacy_tokens"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "sessions_ended_at"`);
  }
}
