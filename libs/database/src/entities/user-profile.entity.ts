import { Column, Entity, JoinColumn, ManyToOne, OneToOne, PrimaryColumn } from 'typeorm';
import { Location } from './location.entity';
import { User } from './user.entity';

/** The profile of a user, which no log-in needs. A user without a row has an empty profile. */
@Entity('user_profiles')
export class UserProfile {
  @PrimaryColumn({ name: 'user_id', type: 'int', primaryKeyConstraintName: 'pk_user_profiles' })
  userId: number;

  @OneToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_user_profiles_user' })
  user?: User;

  @Column({ name: 'location_id', type: 'smallint', nullable: true })
  locationId: number | null;

  @ManyToOne(() => Location, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'location_id', foreignKeyConstraintName: 'fk_user_profiles_location' })
  location?: Location;

  /** Degrees east, WGS 84. */
  @Column({ type: 'double precision', nullable: true })
  longitude: number | null;

  /** Degrees north, WGS 84. */
  @Column({ type: 'double precision', nullable: true })
  latitude: number | null;

  /** The URL of the picture, as the user gave it. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  avatar: string | null;
}
