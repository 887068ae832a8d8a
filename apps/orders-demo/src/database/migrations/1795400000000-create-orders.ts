import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The one table. */
export class CreateOrders1795400000000 implements MigrationInterface {
  name = 'CreateOrders1795400000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE "orders" (
      "id" uuid NOT NULL,
      "owner" uuid NOT NULL,
      "buyer" uuid NOT NULL,
      "product" character varying(80) NOT NULL,
      "quantity" smallint NOT NULL,
      "status" character varying(10) NOT NULL,
      "placed_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
      "shipped_at" TIMESTAMP(3) WITH TIME ZONE,
      "shipped_by" uuid,
      CONSTRAINT "ck_orders_product" CHECK (length("product") > 0),
      CONSTRAINT "ck_orders_quantity" CHECK ("quantity" BETWEEN 1 AND 99),
      CONSTRAINT "ck_orders_status" CHECK (CASE "status" WHEN 'NEW' THEN num_nonnulls("shipped_at", "shipped_by") = 0 WHEN 'SHIPPED' THEN num_nonnulls("shipped_at", "shipped_by") = 2 ELSE false END),
      CONSTRAINT "pk_orders" PRIMARY KEY ("id")
    )`);
    await queryRunner.query(`CREATE INDEX "ix_orders_owner_placed_at" ON "orders" ("owner", "placed_at")`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "orders"`);
  }
}
