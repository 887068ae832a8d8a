import { Column, CreateDateColumn, Entity, Generated, Index, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';

/**
 * A tenant: whoever registered to manage users of its own.
 * `emailKey` is the normalised e-mail, unique over the service; `email` is kept as it was written.
 */
@Entity('owners')
@Index('uq_owners_uuid', ['uuid'], { unique: true })
@Index('uq_owners_email_key', ['emailKey'], { unique: true })
export class Owner {
  @PrimaryGeneratedColumn({ type: 'int', primaryKeyConstraintName: 'pk_owners' })
  id: number;

  @Column({ type: 'uuid' })
  @Generated('uuid')
  uuid: string;

  @Column({ type: 'varchar', length: 320 })
  email: string;

  @Column({ name: 'email_key', type: 'varchar', length: 320 })
  emailKey: string;

  @Column({ type: 'varchar', length: 200 })
  name: string;

  /** PHC string; `null` for an owner that nobody signs in to, such as the default one. */
  @Column({ name: 'password_hash', type: 'varchar', length: 512, nullable: true })
  passwordHash: string | null;

  /** ISO 3166-1 alpha-2. */
  @Column({ name: 'country_code', type: 'char', length: 2 })
  countryCode: string;

  /** How mails of this owner name their sender; `null` for the service's own name. */
  @Column({ name: 'mail_sender_name', type: 'varchar', length: 100, nullable: true })
  mailSenderName: string | null;

  /** Where answers to mails of this owner go; `null` for the sender's address. */
  @Column({ name: 'mail_reply_to', type: 'varchar', length: 320, nullable: true })
  mailReplyTo: string | null;

  /** Whether users are told by mail of changed passwords and new networks; `null` for what the mode says. */
  @Column({ name: 'security_notices', type: 'boolean', nullable: true })
  securityNotices: boolean | null;

  @Column({ name: 'verified_at', type: 'timestamptz', precision: 3, nullable: true })
  verifiedAt: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
