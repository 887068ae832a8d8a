import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A fact about the installation as a whole, such as which owner is the default one. */
@Entity('service_state')
export class ServiceState {
  @PrimaryColumn({ type: 'varchar', length: 60, primaryKeyConstraintName: 'pk_service_state' })
  name: string;

  @Column({ type: 'varchar', length: 200 })
  value: string;
}
