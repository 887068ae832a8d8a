import { MigrationInterface, QueryRunner } from 'typeorm';

/** An event waits for an endpoint that is being deleted, and then leaves it out: before, the event failed. */
export class WebhookDeletions1795782000012 implements MigrationInterface {
  name = 'WebhookDeletions1795782000012';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(enqueueWebhooks('FOR KEY SHARE OF endpoint'));
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(enqueueWebhooks(''));
  }
}

function enqueueWebhooks(lock: string): string {
  return `CREATE OR REPLACE FUNCTION "enqueue_webhooks"() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO webhook_deliveries (id, endpoint_id, event_id, created_at, next_attempt_at)
        SELECT gen_random_uuid(), endpoint.id, NEW.id, NEW.at, NEW.at
        FROM webhook_endpoints endpoint
        WHERE endpoint.owner_id = NEW.owner_id
          AND (cardinality(endpoint.events) = 0 OR NEW.event = ANY(endpoint.events))
        ${lock};
        RETURN NULL;
      END
      $$`;
}
