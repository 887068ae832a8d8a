import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One of the five published roles. The rows are seeded by a migration and are the same for every owner. */
@Entity('roles')
@Index('uq_roles_uuid', ['uuid'], { unique: true })
export class Role {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'pk_roles' })
  id: number;

  @Column({ type: 'uuid' })
  uuid: string;

  @Column({ type: 'varchar', length: 40 })
  description: string;

  @Column({ type: 'boolean', default: true })
  enable: boolean;
}
