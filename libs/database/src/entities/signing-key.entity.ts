import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key that signs the tokens of one profile, sealed under the master key. At most one is current per profile. */
@Entity('signing_keys')
@Index('uq_signing_keys_current', ['profile'], { unique: true, where: 'retired_at IS NULL' })
export class SigningKey {
  @PrimaryColumn({ type: 'varchar', length: 64, primaryKeyConstraintName: 'pk_signing_keys' })
  kid: string;

  @Column({ type: 'varchar', length: 40 })
  profile: string;

  /** JWS algorithm (RFC 7518). */
  @Column({ type: 'varchar', length: 10 })
  alg: string;

  @Column({ type: 'bytea' })
  sealed: Buffer;

  /** SHA-256 of an imported key, so that a restart with the same setting imports nothing twice. */
  @Column({ type: 'bytea' })
  fingerprint: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  /** From here on it signs nothing and only verifies what it signed before. */
  @Column({ name: 'retired_at', type: 'timestamptz', precision: 3, nullable: true })
  retiredAt: Date | null;
}
