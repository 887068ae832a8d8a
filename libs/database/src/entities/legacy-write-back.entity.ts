import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { LegacyBackEnd } from './legacy-back-end.entity';

/** Where changed passwords are sent while an old back end and this service both run. */
@Entity('legacy_write_backs')
@Index('uq_legacy_write_backs_back_end', ['backEndId'], { unique: true })
export class LegacyWriteBack {
  /** Part of what the secret is sealed for. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_legacy_write_backs' })
  id: string;

  @Column({ name: 'back_end_id', type: 'int' })
  backEndId: number;

  @ManyToOne(() => LegacyBackEnd, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'back_end_id', foreignKeyConstraintName: 'fk_legacy_write_backs_back_end' })
  backEnd?: LegacyBackEnd;

  @Column({ type: 'varchar', length: 2000 })
  url: string;

  /** The kind of network that the host was in when it was set: `public`, `private` or `loopback`. */
  @Column({ type: 'varchar', length: 20 })
  network: string;

  /** The bearer token that is sent along, sealed under the master key. */
  @Column({ type: 'bytea' })
  sealed: Buffer;

  @Column({ type: 'int', default: 0 })
  sent: number;

  @Column({ name: 'given_up', type: 'int', default: 0 })
  givenUp: number;

  /** Why the last try failed: a fixed word, or `status_` and the status. */
  @Column({ name: 'last_failure', type: 'varchar', length: 40, nullable: true })
  lastFailure: string | null;
}
