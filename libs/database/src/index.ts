export type { SingleConnection } from './connections/single-connection';
export { SingleConnections } from './connections/single-connections.service';
export { ContextVariable } from './context-variable';
export { createDataSource } from './data-source';
export { ConnectionLostError, databaseErrorName, isDatabaseUnavailable, uniqueViolation } from './database-errors';
export type { DatabaseSettings, EmbeddedDatabaseSettings, ServerDatabaseSettings } from './database-settings';
export { DatabaseModule } from './database.module';
export { FolderInUseError } from './embedded/folder-in-use.error';
export { UnusableFolderError } from './embedded/unusable-folder.error';
export * from './entities';
export type { StoredSecret } from './entities/stored-secret';
export { SwallowedQueryError } from './guarded-query-runner';
export {
  assertFit,
  type DatabaseFacts,
  inspectDatabase,
  inspectServerVersion,
  type MigrationState,
  migrationState,
  newestRowAt,
  UnfitDatabaseError,
  type Unfitness,
  unfitness,
} from './inspect-database';
export { migrate } from './migrate';
export { checkStandbyOf } from './server/check-standby';
export { MigrationWaitError } from './migrating/migration-wait.error';
export { MIGRATIONS } from './migrations';
export { announce, type NoticeListener, Notices } from './notices/notices.service';
export {
  definedQueries,
  defineQuery,
  type NamedStatement,
  type PreparedQuery,
  type QueryParameter,
} from './queries/prepared-query';
export { definedGroupedWrites, defineGroupedWrite, type GroupedWrite } from './queries/grouped-write';
export { definedKeyedQueries, defineKeyedQuery, type KeyedQuery } from './queries/keyed-query';
export type { PoolCounts } from './pool/pool-counts';
export { DatabaseLoad } from './pool/database-load.service';
export { Queries } from './queries/queries.service';
export { Signal, type SignalListener } from './signals/signal';
export {
  type AddAttributes,
  beginSpan,
  type CallerHeaders,
  currentTraceId,
  isTraced,
  type OpenSpan,
  type SpanAttributes,
  traced,
  traceHeaders,
  type Tracer,
  useTracer,
  type Work,
} from './signals/tracer';
export type { StatementListener } from './queries/statement-observers';
export { DatabaseUrlError } from './server/server-url';
export { appendRows, stageRows } from './staging/stage-rows';
export {
  type CopyTarget,
  encodedColumns,
  StagedRows,
  type StagedValue,
  type StagingTable,
} from './staging/staging-table';
export { NestedQueryError } from './transaction-guard';
export { Transactions } from './transactions';
