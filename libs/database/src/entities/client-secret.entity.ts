import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Client } from './client.entity';

/** One secret of a client, hashed. During a rotation two are alive: the old one until `expiresAt`. */
@Entity('client_secrets')
@Index('ix_client_secrets_client_id', ['clientId'])
@Index('ix_client_secrets_expires_at', ['expiresAt'], { where: 'expires_at IS NOT NULL' })
export class ClientSecret {
  @PrimaryGeneratedColumn({ type: 'int', primaryKeyConstraintName: 'pk_client_secrets' })
  id: number;

  @Column({ name: 'client_id', type: 'uuid' })
  clientId: string;

  @ManyToOne(() => Client, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'client_id', foreignKeyConstraintName: 'fk_client_secrets_client' })
  client?: Client;

  /** SHA-256 of the secret, which is 32 random bytes: nothing slower is needed. */
  @Column({ type: 'bytea' })
  hash: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  /** `null` while it is the current secret. */
  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt: Date | null;
}
