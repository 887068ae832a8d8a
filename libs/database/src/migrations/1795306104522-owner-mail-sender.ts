import { MigrationInterface, QueryRunner } from 'typeorm';

export class OwnerMailSender1795306104522 implements MigrationInterface {
  name = 'OwnerMailSender1795306104522';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "owners" ADD "mail_sender_name" character varying(100)`);
    await queryRunner.query(`ALTER TABLE "owners" ADD "mail_reply_to" character varying(320)`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "owners" DROP COLUMN "mail_reply_to"`);
    await queryRunner.query(`ALTER TABLE "owners" DROP COLUMN "mail_sender_name"`);
  }
}
