import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Owner } from './owner.entity';

/**
 * A token of a replaced back end that was presented here or was on the blacklist there. A token without a session has
 * ended and is refused. The row outlives the token.
 */
@Entity('legacy_tokens')
@Index('ix_legacy_tokens_expires_at', ['expiresAt'])
export class LegacyToken {
  @PrimaryColumn({ name: 'token_id', type: 'uuid', primaryKeyConstraintName: 'pk_legacy_tokens' })
  tokenId: string;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_legacy_tokens_owner' })
  owner?: Owner;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;
}
