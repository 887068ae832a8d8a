import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A trusted proxy may name requests, in its own form. The type changes by a rewrite of the table, which holds up log-ins for
 * as long: some seconds for a million events.
 */
export class RequestIdsOfProxies1795758100001 implements MigrationInterface {
  name = 'RequestIdsOfProxies1795758100001';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE "audit_events" ALTER COLUMN "request_id" TYPE character varying(128) USING "request_id"::text`,
    );
  }

  /** Names that are no UUID are lost. */
  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE "audit_events" ALTER COLUMN "request_id" TYPE uuid USING
        CASE WHEN "request_id" ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN "request_id"::uuid END`,
    );
  }
}
