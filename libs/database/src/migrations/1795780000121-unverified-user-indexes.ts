import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexConcurrently, dropIndexConcurrently } from '../migrating/concurrent-index';

export class UnverifiedUserIndexes1795780000121 implements MigrationInterface {
  name = 'UnverifiedUserIndexes1795780000121';
  readonly transaction = false as const;

  public async up(queryRunner: QueryRunner): Promise<void> {
    await buildIndexConcurrently(queryRunner, {
      name: 'ix_users_claimed_email_key',
      table: 'users',
      on: '"owner_id", "claimed_email_key"',
      where: 'claimed_email_key IS NOT NULL',
    });
    await buildIndexConcurrently(queryRunner, {
      name: 'ix_users_unverified_until',
      table: 'users',
      on: '"unverified_until"',
      where: 'unverified_until IS NOT NULL',
    });
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await dropIndexConcurrently(queryRunner, 'ix_users_unverified_until');
    await dropIndexConcurrently(queryRunner, 'ix_users_claimed_email_key');
  }
}
