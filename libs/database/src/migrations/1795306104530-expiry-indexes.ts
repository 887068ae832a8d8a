import { MigrationInterface, QueryRunner } from 'typeorm';

/** What has expired is found by its moment, and the tokens that were issued together by their grant. */
export class ExpiryIndexes1795306104530 implements MigrationInterface {
  name = 'ExpiryIndexes1795306104530';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE INDEX "ix_code_tries_tried_at" ON "code_tries"  ("tried_at") `);
    await queryRunner.query(`CREATE INDEX "ix_sessions_idle_expires_at" ON "sessions"  ("idle_expires_at") `);
    await queryRunner.query(
      `CREATE INDEX "ix_sessions_ended_at" ON "sessions"  ("ended_at") WHERE ended_at IS NOT NULL`,
    );
    await queryRunner.query(`CREATE INDEX "ix_issued_tokens_grant_id" ON "issued_tokens"  ("grant_id") `);
    await queryRunner.query(
      `CREATE INDEX "ix_issued_tokens_access_expires_at" ON "issued_tokens"  ("expires_at", "id") WHERE kind = 'access'`,
    );
    await queryRunner.query(`CREATE INDEX "ix_one_time_codes_expires_at" ON "one_time_codes"  ("expires_at") `);
    await queryRunner.query(`CREATE INDEX "ix_one_time_links_expires_at" ON "one_time_links"  ("expires_at") `);
    await queryRunner.query(
      `CREATE INDEX "ix_owner_secrets_expires_at" ON "owner_secrets"  ("expires_at") WHERE expires_at IS NOT NULL`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "public"."ix_owner_secrets_expires_at"`);
    await queryRunner.query(`DROP INDEX "public"."ix_one_time_links_expires_at"`);
    await queryRunner.query(`DROP INDEX "public"."ix_one_time_codes_expires_at"`);
    await queryRunner.query(`DROP INDEX "public"."ix_issued_tokens_access_expires_at"`);
    await queryRunner.query(`DROP INDEX "public"."ix_issued_tokens_grant_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_sessions_ended_at"`);
    await queryRunner.query(`DROP INDEX "public"."ix_sessions_idle_expires_at"`);
    await queryRunner.query(`DROP INDEX "public"."ix_code_tries_tried_at"`);
  }
}
