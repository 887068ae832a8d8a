import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Client } from './client.entity';
import { StoredSecret } from './stored-secret';

/** One secret of a client. */
@Entity('client_secrets')
@Index('ix_client_secrets_client_id', ['clientId'])
@Index('ix_client_secrets_expires_at', ['expiresAt'], { where: 'expires_at IS NOT NULL' })
export class ClientSecret extends StoredSecret {
  @PrimaryGeneratedColumn({ type: 'int', primaryKeyConstraintName: 'pk_client_secrets' })
  id: number;

  @Column({ name: 'client_id', type: 'uuid' })
  clientId: string;

  @ManyToOne(() => Client, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'client_id', foreignKeyConstraintName: 'fk_client_secrets_client' })
  client?: Client;
}
