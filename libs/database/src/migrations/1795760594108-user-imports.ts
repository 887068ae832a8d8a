import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an import of users needs: ids and hashes of the other system, users without e-mail, and the imports themselves. */
export class UserImports1795760594108 implements MigrationInterface {
  name = 'UserImports1795760594108';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "user_imports" ("id" SERIAL NOT NULL, "owner_id" integer NOT NULL, "format" character varying(20) NOT NULL, "fingerprint" bytea NOT NULL, "started_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "finished_at" TIMESTAMP(3) WITH TIME ZONE, "undone_at" TIMESTAMP(3) WITH TIME ZONE, "read" integer NOT NULL DEFAULT '0', "created" integer NOT NULL DEFAULT '0', "updated" integer NOT NULL DEFAULT '0', "skipped" integer NOT NULL DEFAULT '0', "rejected" integer NOT NULL DEFAULT '0', "first_user_id" integer, "last_user_id" integer, CONSTRAINT "pk_user_imports" PRIMARY KEY ("id"), CONSTRAINT "fk_user_imports_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE)`,
    );
    await queryRunner.query(`CREATE INDEX "ix_user_imports_owner_id" ON "user_imports"  ("owner_id") `);
    await queryRunner.query(
      `CREATE TABLE "user_totp_secrets" ("id" uuid NOT NULL, "user_id" integer NOT NULL, "sealed" bytea NOT NULL, CONSTRAINT "pk_user_totp_secrets" PRIMARY KEY ("id"), CONSTRAINT "fk_user_totp_secrets_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE)`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_user_totp_secrets_user_id" ON "user_totp_secrets"  ("user_id") `);
    await queryRunner.query(
      `ALTER TABLE "users" ADD "external_id" character varying(200), ADD "foreign_hash" character varying(60), ADD "import_id" integer`,
    );
    await queryRunner.query(
      `ALTER TABLE "users" ALTER COLUMN "email_key" DROP NOT NULL, ALTER COLUMN "password_hash" TYPE character varying(1024)`,
    );
    await queryRunner.query(
      `ALTER TABLE "users" ADD CONSTRAINT "ck_users_named" CHECK (email_key IS NOT NULL OR username_key IS NOT NULL)`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_users_owner_external_id" ON "users"  ("owner_id", "external_id") WHERE external_id IS NOT NULL`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_users_owner_foreign_hash" ON "users"  ("owner_id", "foreign_hash") WHERE foreign_hash IS NOT NULL`,
    );
    await this.addTrigger(queryRunner);
  }

  /** The code that sets a password does not have to know that the old hash came from another system. */
  private async addTrigger(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE FUNCTION "forget_foreign_hash"() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW."foreign_hash" := NULL;
        RETURN NEW;
      END
      $$`);
    await queryRunner.query(`CREATE TRIGGER "tr_users_forget_foreign_hash" BEFORE UPDATE OF "password_hash" ON "users"
      FOR EACH ROW WHEN (OLD."foreign_hash" IS NOT NULL AND NEW."foreign_hash" = OLD."foreign_hash"
        AND NEW."password_hash" IS DISTINCT FROM OLD."password_hash")
      EXECUTE FUNCTION "forget_foreign_hash"()`);
  }

  /** Users without an e-mail, and hashes that do not fit, cannot stay. */
  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TRIGGER "tr_users_forget_foreign_hash" ON "users"`);
    await queryRunner.query(`DROP FUNCTION "forget_foreign_hash"`);
    await queryRunner.query(`DELETE FROM "users" WHERE "email_key" IS NULL`);
    await queryRunner.query(`UPDATE "users" SET "password_hash" = NULL WHERE length("password_hash") > 512`);
    await queryRunner.query(`DROP INDEX "public"."ix_users_owner_foreign_hash"`);
    await queryRunner.query(`DROP INDEX "public"."uq_users_owner_external_id"`);
    await queryRunner.query(`ALTER TABLE "users" DROP CONSTRAINT "ck_users_named"`);
    await queryRunner.query(
      `ALTER TABLE "users" ALTER COLUMN "password_hash" TYPE character varying(512), ALTER COLUMN "email_key" SET NOT NULL`,
    );
    await queryRunner.query(
      `ALTER TABLE "users" DROP COLUMN "external_id", DROP COLUMN "foreign_hash", DROP COLUMN "import_id"`,
    );
    await queryRunner.query(`DROP TABLE "user_totp_secrets"`);
    await queryRunner.query(`DROP TABLE "user_imports"`);
  }
}
