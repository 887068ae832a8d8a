import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from './user.entity';

/** A network from which a user logged in. A log-in keeps the latest ones of its user. */
@Entity('known_networks')
export class KnownNetwork {
  @PrimaryColumn({ name: 'user_id', type: 'int', primaryKeyConstraintName: 'pk_known_networks' })
  userId: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_known_networks_user' })
  user?: User;

  /** HMAC-SHA-256 of the network under a key that is not in the database, 16 bytes of it. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'pk_known_networks' })
  network: Buffer;

  /** The last log-in from there, to the day. */
  @Column({ name: 'seen_at', type: 'timestamptz', precision: 3 })
  seenAt: Date;

  /** When the user got a mail about the first log-in from there; `null` without one. */
  @Column({ name: 'noticed_at', type: 'timestamptz', precision: 3, nullable: true })
  noticedAt: Date | null;
}
