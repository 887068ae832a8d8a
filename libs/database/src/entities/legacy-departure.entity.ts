import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Owner } from './owner.entity';

/** A name of a user who was deleted while an old back end was asked, which must not bring the user back. */
@Entity('legacy_departures')
export class LegacyDeparture {
  @PrimaryColumn({ name: 'owner_id', type: 'int', primaryKeyConstraintName: 'pk_legacy_departures' })
  ownerId: number;

  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_legacy_departures_owner' })
  owner?: Owner;

  /** SHA-256 of the owner and of an e-mail, a username or an external id. */
  @PrimaryColumn({ name: 'name_hash', type: 'bytea', primaryKeyConstraintName: 'pk_legacy_departures' })
  nameHash: Buffer;

  @Column({ name: 'departed_at', type: 'timestamptz', precision: 3 })
  departedAt: Date;
}
