import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers that are kept for a retry of a refresh are found when they are due to be erased. */
export class RefreshAnswers1795770000013 implements MigrationInterface {
  name = 'RefreshAnswers1795770000013';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX "ix_issued_tokens_successor" ON "issued_tokens" ("used_at") WHERE successor IS NOT NULL`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "public"."ix_issued_tokens_successor"`);
  }
}
