import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A signing key of one profile, sealed under the master key. The latest key whose `signsFrom` has passed signs. Later
 * keys are only published, and earlier ones only verify.
 */
@Entity('signing_keys')
@Index('uq_signing_keys_generation', ['profile', 'generation'], { unique: true })
export class SigningKey {
  @PrimaryColumn({ type: 'varchar', length: 64, primaryKeyConstraintName: 'pk_signing_keys' })
  kid: string;

  @Column({ type: 'varchar', length: 40 })
  profile: string;

  /** Counts the keys of a profile from 1. If two are made at once, only one gets the number. */
  @Column({ type: 'int' })
  generation: number;

  /** JWS algorithm (RFC 7518, RFC 8037). */
  @Column({ type: 'varchar', length: 10 })
  alg: string;

  @Column({ type: 'bytea' })
  sealed: Buffer;

  /** SHA-256 of the key, so that a restart with the same setting imports nothing twice. */
  @Column({ type: 'bytea' })
  fingerprint: Buffer;

  /** Whether it was carried over from another service, which others may still know. */
  @Column({ type: 'boolean', default: false })
  imported: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'signs_from', type: 'timestamptz', precision: 3 })
  signsFrom: Date;
}
