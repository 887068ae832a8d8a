import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SecurityNotices1795783000120 implements MigrationInterface {
  name = 'SecurityNotices1795783000120';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "known_networks" ("user_id" integer NOT NULL, "network" bytea NOT NULL, "seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "noticed_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "pk_known_networks" PRIMARY KEY ("user_id", "network"), CONSTRAINT "fk_known_networks_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE)`,
    );
    await queryRunner.query(`ALTER TABLE "owners" ADD "security_notices" boolean`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "owners" DROP COLUMN "security_notices"`);
    await queryRunner.query(`DROP TABLE "known_networks"`);
  }
}
