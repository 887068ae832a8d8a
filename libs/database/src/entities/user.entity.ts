import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Generated,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
} from 'typeorm';
import { Owner } from './owner.entity';
import { Role } from './role.entity';

/**
 * A user of one owner. `emailKey` and `usernameKey` are normalised and unique per owner.
 * It has an e-mail, a username or both. `active` says whether it may log in; `disabledAt` tells a disabled account from one not verified yet.
 */
@Entity('users')
@Index('uq_users_uuid', ['uuid'], { unique: true })
@Index('uq_users_owner_email_key', ['ownerId', 'emailKey'], { unique: true })
@Index('uq_users_owner_username_key', ['ownerId', 'usernameKey'], { unique: true })
@Index('uq_users_owner_external_id', ['ownerId', 'externalId'], { unique: true, where: 'external_id IS NOT NULL' })
@Index('ix_users_owner_foreign_hash', ['ownerId', 'foreignHash'], { where: 'foreign_hash IS NOT NULL' })
@Index('ix_users_claimed_email_key', ['ownerId', 'claimedEmailKey'], { where: 'claimed_email_key IS NOT NULL' })
@Index('ix_users_unverified_until', ['unverifiedUntil'], { where: 'unverified_until IS NOT NULL' })
@Check('ck_users_named', 'email_key IS NOT NULL OR username_key IS NOT NULL OR claimed_email_key IS NOT NULL')
export class User {
  @PrimaryGeneratedColumn({ type: 'int', primaryKeyConstraintName: 'pk_users' })
  id: number;

  @Column({ type: 'uuid' })
  @Generated('uuid')
  uuid: string;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_users_owner' })
  owner?: Owner;

  /** The user's id in the system from which it was imported; unique per owner. */
  @Column({ name: 'external_id', type: 'varchar', length: 200, nullable: true })
  externalId: string | null;

  /** Empty for a user with only a username. */
  @Column({ type: 'varchar', length: 320 })
  email: string;

  /** `null` for a user with only a username. */
  @Column({ name: 'email_key', type: 'varchar', length: 320, nullable: true })
  emailKey: string | null;

  /**
   * The `emailKey` after the e-mail is confirmed, while another user who has not confirmed it holds it; otherwise
   * `null`.
   */
  @Column({ name: 'claimed_email_key', type: 'varchar', length: 320, nullable: true })
  claimedEmailKey: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  username: string | null;

  @Column({ name: 'username_key', type: 'varchar', length: 100, nullable: true })
  usernameKey: string | null;

  /**
   * PHC string, or the hash of another system as it was imported; `null` for an account that has no password, such as one
   * linked to another provider.
   */
  @Column({ name: 'password_hash', type: 'varchar', length: 1024, nullable: true })
  passwordHash: string | null;

  /**
   * Format and cost of a `passwordHash` that another system made, such as `bcrypt:10`. A trigger empties it when
   * `passwordHash` alone changes.
   */
  @Column({ name: 'foreign_hash', type: 'varchar', length: 60, nullable: true })
  foreignHash: string | null;

  /**
   * SHA-256 of the previous hash and of `passwordHash`, if both are of the same password. It is valid for these two
   * hashes only, so a changed password makes it void.
   */
  @Column({ name: 'renewal_link', type: 'bytea', nullable: true })
  renewalLink: Buffer | null;

  @Column({ type: 'varchar', length: 200, nullable: true })
  name: string | null;

  @Column({ type: 'varchar', length: 200, nullable: true })
  surname: string | null;

  @Column({ type: 'varchar', length: 40, nullable: true })
  phone: string | null;

  @Column({ name: 'role_id', type: 'smallint' })
  roleId: number;

  @ManyToOne(() => Role, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'role_id', foreignKeyConstraintName: 'fk_users_role' })
  role?: Role;

  /** ISO 3166-1 alpha-2. */
  @Column({ name: 'country_code', type: 'char', length: 2 })
  countryCode: string;

  @Column({ type: 'boolean', default: false })
  active: boolean;

  @Column({ name: 'verified_at', type: 'timestamptz', precision: 3, nullable: true })
  verifiedAt: Date | null;

  @Column({ name: 'disabled_at', type: 'timestamptz', precision: 3, nullable: true })
  disabledAt: Date | null;

  /** Whether the user registered without the credential of the owner, and the owner has not touched it since. */
  @Column({ name: 'self_registered', type: 'boolean', default: false })
  selfRegistered: boolean;

  /** When a user that has not confirmed its e-mail by then is deleted; `null` for never. */
  @Column({ name: 'unverified_until', type: 'timestamptz', precision: 3, nullable: true })
  unverifiedUntil: Date | null;

  /** When all of its sessions were last ended. Tokens of other back ends from before that time are refused. */
  @Column({ name: 'sessions_ended_at', type: 'timestamptz', precision: 3, nullable: true })
  sessionsEndedAt: Date | null;

  /** The import that made the user, as long as no other import has changed it. */
  @Column({ name: 'import_id', type: 'int', nullable: true })
  importId: number | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
