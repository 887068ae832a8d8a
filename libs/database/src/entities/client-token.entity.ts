import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Owner } from './owner.entity';

/** A token that an owner or one of its clients got for itself (RFC 6749, section 4.4), without a user. `id` is its `jti`. */
@Entity('client_tokens')
@Index('ix_client_tokens_owner_id', ['ownerId'])
@Index('ix_client_tokens_expires_at', ['expiresAt'])
export class ClientToken {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_client_tokens' })
  id: string;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_client_tokens_owner' })
  owner?: Owner;

  /** The client that got it; `null` for the owner itself. Kept when the client is deleted, so without a foreign key. */
  @Column({ name: 'client_id', type: 'uuid', nullable: true })
  clientId: string | null;

  @Column({ name: 'issued_at', type: 'timestamptz', precision: 3 })
  issuedAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;
}
