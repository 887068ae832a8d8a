import { Column, CreateDateColumn, Entity, Generated, Index, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';

/**
 * A tenant, which manages its own users. `emailKey` is the normalised e-mail, unique in the service; `email` is kept as
 * written.
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

  /** PHC string; `null` for an owner without a log-in, such as the default one. */
  @Column({ name: 'password_hash', type: 'varchar', length: 512, nullable: true })
  passwordHash: string | null;

  /** ISO 3166-1 alpha-2. */
  @Column({ name: 'country_code', type: 'char', length: 2 })
  countryCode: string;

  /** The sender's name in mails of this owner; `null` for the service's own name. */
  @Column({ name: 'mail_sender_name', type: 'varchar', length: 100, nullable: true })
  mailSenderName: string | null;

  /** The reply address of this owner's mails; `null` for the sender's address. */
  @Column({ name: 'mail_reply_to', type: 'varchar', length: 320, nullable: true })
  mailReplyTo: string | null;

  /** Whether users get mails about changed passwords and new networks; `null` for the default of the mode. */
  @Column({ name: 'security_notices', type: 'boolean', nullable: true })
  securityNotices: boolean | null;

  @Column({ name: 'verified_at', type: 'timestamptz', precision: 3, nullable: true })
  verifiedAt: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
