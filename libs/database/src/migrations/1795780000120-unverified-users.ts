import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users of before are taken for users that somebody made on purpose: they neither expire nor can be registered over once active. */
export class UnverifiedUsers1795780000120 implements MigrationInterface {
  name = 'UnverifiedUsers1795780000120';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "users" ADD "claimed_email_key" character varying(320)`);
    await queryRunner.query(`ALTER TABLE "users" ADD "self_registered" boolean NOT NULL DEFAULT false`);
    await queryRunner.query(`ALTER TABLE "users" ADD "unverified_until" TIMESTAMP(3) WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "users" DROP CONSTRAINT "ck_users_named"`);
    // Not checked against the rows that are there: each of them passed a stricter one.
    await queryRunner.query(
      `ALTER TABLE "users" ADD CONSTRAINT "ck_users_named" CHECK (email_key IS NOT NULL OR username_key IS NOT NULL OR claimed_email_key IS NOT NULL) NOT VALID`,
    );
    await queryRunner.query(`ALTER TABLE "users" VALIDATE CONSTRAINT "ck_users_named"`);
  }

  /** Registrations that wait for a mailed code to take an e-mail over end: the first release has no room for them. */
  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DELETE FROM "users" WHERE claimed_email_key IS NOT NULL`);
    await queryRunner.query(`ALTER TABLE "users" DROP CONSTRAINT "ck_users_named"`);
    await queryRunner.query(
      `ALTER TABLE "users" ADD CONSTRAINT "ck_users_named" CHECK (email_key IS NOT NULL OR username_key IS NOT NULL)`,
    );
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "unverified_until"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "self_registered"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "claimed_email_key"`);
  }
}
