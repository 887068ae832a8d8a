import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts of the limits that replicas share through PostgreSQL. */
export class LimitCounts1795775000014 implements MigrationInterface {
  name = 'LimitCounts1795775000014';

  public async up(queryRunner: QueryRunner): Promise<void> {
    // A count is updated in place: a page has room for the new versions of its rows.
    await queryRunner.query(
      `CREATE UNLOGGED TABLE "limit_counts" ("key" text NOT NULL, "used" integer NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_limit_counts" PRIMARY KEY ("key")) WITH (fillfactor = 50)`,
    );
    await queryRunner.query(`CREATE INDEX "ix_limit_counts_expires_at" ON "limit_counts" ("expires_at")`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "limit_counts"`);
  }
}
