import { MigrationInterface, QueryRunner } from 'typeorm';

export class TokensForOthers1795306104540 implements MigrationInterface {
  name = 'TokensForOthers1795306104540';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await this.tellWhenKeysSign(queryRunner);
    await queryRunner.query(`ALTER TABLE "issued_tokens" ADD "profile" character varying(40)`);
    await queryRunner.query(
      `CREATE TABLE "client_tokens" ("id" uuid NOT NULL, "owner_id" integer NOT NULL, "issued_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "ended_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "pk_client_tokens" PRIMARY KEY ("id"), CONSTRAINT "fk_client_tokens_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE)`,
    );
    await queryRunner.query(`CREATE INDEX "ix_client_tokens_owner_id" ON "client_tokens"  ("owner_id") `);
    await queryRunner.query(`CREATE INDEX "ix_client_tokens_expires_at" ON "client_tokens"  ("expires_at") `);
    await queryRunner.query(
      `CREATE TABLE "revocations" ("token_id" uuid NOT NULL, "owner_id" integer NOT NULL, "profile" character varying(40) NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "transaction_id" bigint NOT NULL, CONSTRAINT "pk_revocations" PRIMARY KEY ("token_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_revocations_expires_at" ON "revocations"  ("expires_at") `);
    await queryRunner.query(
      `CREATE INDEX "ix_revocations_owner" ON "revocations"  ("owner_id", "transaction_id", "token_id") `,
    );
  }

  /** A key that is there signs since it was made; the order in which they were made is the order of the generations. */
  private async tellWhenKeysSign(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "uq_signing_keys_current"`);
    await queryRunner.query(
      `ALTER TABLE "signing_keys" ADD "generation" integer, ADD "imported" boolean NOT NULL DEFAULT false, ADD "signs_from" TIMESTAMP(3) WITH TIME ZONE`,
    );
    await queryRunner.query(
      `UPDATE "signing_keys" AS "k" SET "signs_from" = "created_at", "generation" = "n"."place" FROM (SELECT "kid", row_number() OVER (PARTITION BY "profile" ORDER BY "retired_at" ASC NULLS LAST, "created_at") AS "place" FROM "signing_keys") AS "n" WHERE "n"."kid" = "k"."kid"`,
    );
    await queryRunner.query(
      `ALTER TABLE "signing_keys" ALTER "generation" SET NOT NULL, ALTER "signs_from" SET NOT NULL, DROP COLUMN "retired_at"`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_signing_keys_generation" ON "signing_keys"  ("profile", "generation") `,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "revocations"`);
    await queryRunner.query(`DROP TABLE "client_tokens"`);
    await queryRunner.query(`DELETE FROM "issued_tokens" WHERE "profile" IS NOT NULL`);
    await queryRunner.query(`ALTER TABLE "issued_tokens" DROP COLUMN "profile"`);
    await queryRunner.query(`DROP INDEX "uq_signing_keys_generation"`);
    await queryRunner.query(`ALTER TABLE "signing_keys" ADD "retired_at" TIMESTAMP(3) WITH TIME ZONE`);
    await queryRunner.query(
      `UPDATE "signing_keys" AS "k" SET "retired_at" = (SELECT min("later"."created_at") FROM "signing_keys" AS "later" WHERE "later"."profile" = "k"."profile" AND "later"."generation" > "k"."generation")`,
    );
    await queryRunner.query(
      `ALTER TABLE "signing_keys" DROP COLUMN "signs_from", DROP COLUMN "imported", DROP COLUMN "generation"`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_signing_keys_current" ON "signing_keys"  ("profile") WHERE (retired_at IS NULL)`,
    );
  }
}
