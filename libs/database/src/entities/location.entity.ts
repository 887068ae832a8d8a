import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A place that users say they are at. The list comes with the migrations; nobody writes it at run time. */
@Entity('locations')
export class Location {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'pk_locations' })
  id: number;

  @Column({ type: 'varchar', length: 100 })
  name: string;

  @Column({ type: 'varchar', length: 100 })
  province: string;
}
