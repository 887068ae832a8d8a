import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A running process of the service, for `portero status`. It writes its row every few seconds and deletes it at its
 * end. The table is UNLOGGED, because nothing depends on it and it fills again after a crash of the server.
 */
@Entity('service_processes')
export class ServiceProcess {
  /** Random, new at each start. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_service_processes' })
  id: string;

  /** The name of its machine, container or pod. */
  @Column({ type: 'varchar', length: 255 })
  host: string;

  @Column({ type: 'varchar', length: 60 })
  version: string;

  @Column({ type: 'varchar', length: 20 })
  mode: string;

  /** Where it counts limits: `memory`, `postgres` or `redis`. */
  @Column({ name: 'limit_store', type: 'varchar', length: 20 })
  limitStore: string;

  /** Whether that store answers. */
  @Column({ name: 'limit_store_up', type: 'boolean' })
  limitStoreUp: boolean;

  /** Whether it reads from the standby; `null` where none is set. */
  @Column({ name: 'standby_up', type: 'boolean', nullable: true })
  standbyUp: boolean | null;

  /** By the clock of the database, as `seen_at` is. */
  @Column({ name: 'started_at', type: 'timestamptz', precision: 3 })
  startedAt: Date;

  @Column({ name: 'seen_at', type: 'timestamptz', precision: 3 })
  seenAt: Date;
}
