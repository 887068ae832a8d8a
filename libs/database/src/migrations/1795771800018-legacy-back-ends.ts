import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Old back ends that are asked about users who are not here yet, and the names of users who are not to come back. */
export class LegacyBackEnds1795771800018 implements MigrationInterface {
  name = 'LegacyBackEnds1795771800018';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "legacy_back_ends" ("id" SERIAL NOT NULL, "owner_id" integer NOT NULL, "dialect" character varying(40) NOT NULL, "login_url" character varying(2000) NOT NULL, "name_field" character varying(60), "network" character varying(20) NOT NULL, "timeout_ms" integer NOT NULL, "until" TIMESTAMP(3) WITH TIME ZONE, "proves_email" boolean NOT NULL, "came_over" integer NOT NULL DEFAULT '0', "refused" integer NOT NULL DEFAULT '0', "failed" integer NOT NULL DEFAULT '0', "last_failure" character varying(40), "last_failure_at" TIMESTAMP(3) WITH TIME ZONE, "open_until" TIMESTAMP(3) WITH TIME ZONE, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_legacy_back_ends" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_legacy_back_ends_owner_dialect" ON "legacy_back_ends" ("owner_id", "dialect")`,
    );
    await queryRunner.query(
      `ALTER TABLE "legacy_back_ends" ADD CONSTRAINT "fk_legacy_back_ends_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `CREATE TABLE "legacy_departures" ("owner_id" integer NOT NULL, "name_hash" bytea NOT NULL, "departed_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_legacy_departures" PRIMARY KEY ("owner_id", "name_hash"))`,
    );
    await queryRunner.query(
      `ALTER TABLE "legacy_departures" ADD CONSTRAINT "fk_legacy_departures_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "legacy_departures"`);
    await queryRunner.query(`DROP TABLE "legacy_back_ends"`);
  }
}
