import { MigrationInterface, QueryRunner } from 'typeorm';

export class Webhooks1795776000012 implements MigrationInterface {
  name = 'Webhooks1795776000012';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "webhook_endpoints" ("id" uuid NOT NULL, "owner_id" integer NOT NULL, "url" character varying(2000) NOT NULL, "events" character varying(40) array NOT NULL, "sealed" bytea NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_webhook_endpoints" PRIMARY KEY ("id"), CONSTRAINT "fk_webhook_endpoints_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE)`,
    );
    await queryRunner.query(`CREATE INDEX "ix_webhook_endpoints_owner_id" ON "webhook_endpoints"  ("owner_id") `);
    await queryRunner.query(
      `CREATE TABLE "webhook_deliveries" ("id" uuid NOT NULL, "endpoint_id" uuid NOT NULL, "event_id" bigint NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "attempts" integer NOT NULL DEFAULT '0', "next_attempt_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "settled_at" TIMESTAMP(3) WITH TIME ZONE, "last_error" character varying(60), CONSTRAINT "pk_webhook_deliveries" PRIMARY KEY ("id"), CONSTRAINT "fk_webhook_deliveries_endpoint" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoints"("id") ON DELETE CASCADE)`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_webhook_deliveries_due" ON "webhook_deliveries"  ("endpoint_id", "next_attempt_at") WHERE settled_at IS NULL`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_webhook_deliveries_endpoint" ON "webhook_deliveries"  ("endpoint_id", "created_at") `,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_webhook_deliveries_settled_at" ON "webhook_deliveries"  ("settled_at") WHERE settled_at IS NOT NULL`,
    );
    await this.fillTheOutbox(queryRunner);
  }

  /** Several statements write events, some of them together with what they tell: the trigger sees all of them. */
  private async fillTheOutbox(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE FUNCTION "enqueue_webhooks"() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO webhook_deliveries (id, endpoint_id, event_id, created_at, next_attempt_at)
        SELECT gen_random_uuid(), endpoint.id, NEW.id, NEW.at, NEW.at
        FROM webhook_endpoints endpoint
        WHERE endpoint.owner_id = NEW.owner_id
          AND (cardinality(endpoint.events) = 0 OR NEW.event = ANY(endpoint.events));
        RETURN NULL;
      END
      $$`);
    await queryRunner.query(
      `CREATE TRIGGER "audit_events_webhooks" AFTER INSERT ON "audit_events" FOR EACH ROW EXECUTE FUNCTION "enqueue_webhooks"()`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TRIGGER "audit_events_webhooks" ON "audit_events"`);
    await queryRunner.query(`DROP FUNCTION "enqueue_webhooks"()`);
    await queryRunner.query(`DROP TABLE "webhook_deliveries"`);
    await queryRunner.query(`DROP TABLE "webhook_endpoints"`);
  }
}
