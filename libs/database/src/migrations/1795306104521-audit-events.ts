import { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditEvents1795306104521 implements MigrationInterface {
  name = 'AuditEvents1795306104521';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "audit_events" ("id" BIGSERIAL NOT NULL, "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "owner_id" integer NOT NULL, "user_id" integer, "event" character varying(40) NOT NULL, "outcome" character varying(20) NOT NULL, "actor" character varying(20) NOT NULL, "address" inet, "detail" character varying(60), "account_hash" bytea, "request_id" uuid, CONSTRAINT "pk_audit_events" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_audit_events_at" ON "audit_events"  ("at") `);
    await queryRunner.query(
      `CREATE INDEX "ix_audit_events_user" ON "audit_events"  ("owner_id", "user_id", "event", "id") `,
    );
    await queryRunner.query(`CREATE INDEX "ix_audit_events_owner" ON "audit_events"  ("owner_id", "id") `);
    await this.refuseChanges(queryRunner);
  }

  /** The sweep says who it is by a setting of its transaction; even it gets nothing that is younger than a day. */
  private async refuseChanges(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE FUNCTION "audit_events_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' THEN
          IF current_setting('portero.audit_sweep', true) = 'on' AND OLD."at" < now() - interval '1 day' THEN
            RETURN OLD;
          END IF;
        END IF;
        RAISE EXCEPTION 'audit_events is append-only' USING ERRCODE = 'insufficient_privilege';
      END
      $$`);
    await queryRunner.query(
      `CREATE TRIGGER "audit_events_rows" BEFORE UPDATE OR DELETE ON "audit_events" FOR EACH ROW EXECUTE FUNCTION "audit_events_append_only"()`,
    );
    await queryRunner.query(
      `CREATE TRIGGER "audit_events_table" BEFORE TRUNCATE ON "audit_events" FOR EACH STATEMENT EXECUTE FUNCTION "audit_events_append_only"()`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "audit_events"`);
    await queryRunner.query(`DROP FUNCTION "audit_events_append_only"()`);
  }
}
