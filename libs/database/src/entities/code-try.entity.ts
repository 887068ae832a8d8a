import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Owner } from './owner.entity';
import { User } from './user.entity';

/** A try of a code, for the limit of an account over all its codes. */
@Entity('code_tries')
@Index('ix_code_tries_tried_at', ['triedAt'])
@Index('ix_code_tries_account', ['ownerId', 'userId', 'triedAt'])
export class CodeTry {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_code_tries' })
  id: string;

  @Column({ name: 'owner_id', type: 'int' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_code_tries_owner' })
  owner?: Owner;

  @Column({ name: 'user_id', type: 'int', nullable: true })
  userId: number | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_code_tries_user' })
  user?: User;

  @Column({ name: 'tried_at', type: 'timestamptz', precision: 3 })
  triedAt: Date;

  /** A keyed hash of the network, or of the owner's credential, that tried; `''` in older rows. */
  @Column({ type: 'text', default: '' })
  caller: string;

  /** The code that was compared; `null` when the account had none. */
  @Column({ name: 'code_id', type: 'uuid', nullable: true })
  codeId: string | null;
}
