import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from './user.entity';

/** The secret of a user's authenticator app, imported from another system and sealed under the master key. */
@Entity('user_totp_secrets')
@Index('uq_user_totp_secrets_user_id', ['userId'], { unique: true })
export class UserTotpSecret {
  /** Part of what the secret is sealed for. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_user_totp_secrets' })
  id: string;

  @Column({ name: 'user_id', type: 'int' })
  userId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_user_totp_secrets_user' })
  user?: User;

  @Column({ type: 'bytea' })
  sealed: Buffer;
}
