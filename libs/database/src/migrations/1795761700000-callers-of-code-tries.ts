import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who tried which code, so that no stranger spends the tries of another caller. */
export class CallersOfCodeTries1795761700000 implements MigrationInterface {
  name = 'CallersOfCodeTries1795761700000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "code_tries" ADD "caller" text NOT NULL DEFAULT ''`);
    await queryRunner.query(`ALTER TABLE "code_tries" ADD "code_id" uuid`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "code_tries" DROP COLUMN "code_id"`);
    await queryRunner.query(`ALTER TABLE "code_tries" DROP COLUMN "caller"`);
  }
}
