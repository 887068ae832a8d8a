import { Column } from 'typeorm';

/** A hashed secret. During a rotation its holder has two valid ones: the old one until `expiresAt`. */
export abstract class StoredSecret {
  /** SHA-256 of the secret, which is enough for 32 random bytes. */
  @Column({ type: 'bytea' })
  hash: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  /** `null` while it is the current secret. */
  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt: Date | null;
}
