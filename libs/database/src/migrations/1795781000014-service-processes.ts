import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The running processes, for `portero status`. */
export class ServiceProcesses1795781000014 implements MigrationInterface {
  name = 'ServiceProcesses1795781000014';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE UNLOGGED TABLE "service_processes" ("id" uuid NOT NULL, "host" character varying(255) NOT NULL, "version" character varying(60) NOT NULL, "mode" character varying(20) NOT NULL, "limit_store" character varying(20) NOT NULL, "limit_store_up" boolean NOT NULL, "standby_up" boolean, "started_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_service_processes" PRIMARY KEY ("id"))`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "service_processes"`);
  }
}
