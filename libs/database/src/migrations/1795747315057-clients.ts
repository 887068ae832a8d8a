import { MigrationInterface, QueryRunner } from 'typeorm';

export class Clients1795747315057 implements MigrationInterface {
  name = 'Clients1795747315057';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "clients" ("id" uuid NOT NULL, "owner_id" integer NOT NULL, "name" character varying(100) NOT NULL, "scopes" character varying(40) array NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_clients" PRIMARY KEY ("id"), CONSTRAINT "fk_clients_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE)`,
    );
    await queryRunner.query(`CREATE INDEX "ix_clients_owner_id" ON "clients"  ("owner_id") `);
    await queryRunner.query(
      `CREATE TABLE "client_secrets" ("id" SERIAL NOT NULL, "client_id" uuid NOT NULL, "hash" bytea NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "pk_client_secrets" PRIMARY KEY ("id"), CONSTRAINT "fk_client_secrets_client" FOREIGN KEY ("client_id") REFERENCES "clients"("id") ON DELETE CASCADE)`,
    );
    await queryRunner.query(`CREATE INDEX "ix_client_secrets_client_id" ON "client_secrets"  ("client_id") `);
    await queryRunner.query(
      `CREATE INDEX "ix_client_secrets_expires_at" ON "client_secrets"  ("expires_at") WHERE expires_at IS NOT NULL`,
    );
    await queryRunner.query(`ALTER TABLE "client_tokens" ADD "client_id" uuid`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "client_tokens" DROP COLUMN "client_id"`);
    await queryRunner.query(`DROP TABLE "client_secrets"`);
    await queryRunner.query(`DROP TABLE "clients"`);
  }
}
