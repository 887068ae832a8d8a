import { Column } from 'typeorm';

/** One secret, hashed. During a rotation two of its holder are alive: the old one until `expiresAt`. */
export abstract class StoredSecret {
  /** SHA-256 of the secret, which is 32 random bytes: nothing slower is needed. */
  @Column({ type: 'bytea' })
  hash: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  /** `null` while it is the current secret. */
  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt: Date | null;
}
