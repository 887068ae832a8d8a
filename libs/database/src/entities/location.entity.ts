import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A location for user profiles. The migrations write the list; it never changes at run time. */
@Entity('locations')
export class Location {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'pk_locations' })
  id: number;

  @Column({ type: 'varchar', length: 100 })
  name: string;

  @Column({ type: 'varchar', length: 100 })
  province: string;
}
