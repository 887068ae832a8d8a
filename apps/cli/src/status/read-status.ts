import type { Settings } from '@portero/config';
import { inspectServerVersion, type MigrationState, migrationState } from '@portero/database';
import {
  describeKeys,
  estimateOpenSessions,
  type LastSweep,
  type MailBacklog,
  mailBacklog,
  MasterKey,
  readLastSweep,
  runningProcesses,
  type SeenProcess,
  type WebhookBacklog,
  webhookQueueState,
} from '@portero/identity';
import type { DataSource } from 'typeorm';

/** The keys of a profile, without the keys themselves. */
export interface ProfileKeys {
  readonly profile: string;
  readonly alg: string;
  readonly signsSince: Date;
  readonly ageDays: number;
  /** When the next one begins to sign; `null` when none is published. */
  readonly nextFrom: Date | null;
}

/** The state of the installation in the tables, without personal data. */
export interface StoredStatus {
  readonly replicas: readonly SeenProcess[];
  readonly mails: MailBacklog;
  readonly webhooks: WebhookBacklog;
  /** The planner's estimate. */
  readonly sessionsOpen: number;
  /** `null` before the first complete run. */
  readonly sweeper: LastSweep | null;
  readonly keys: readonly ProfileKeys[];
}

/** A snapshot of the installation. */
export interface Status {
  readonly database: { readonly kind: 'embedded' | 'server'; readonly version: number };
  readonly migrations: MigrationState;
  readonly limitStore: string;
  /** `null` while migrations are pending. */
  readonly stored: StoredStatus | null;
}

/** No key is opened here, so the master key is not needed. */
const NO_KEY = new MasterKey(Buffer.alloc(32));
const DAY_MS = 86_400_000;

/** Reads it all. Changes nothing. */
export async function readStatus({ database, limits }: Settings, dataSource: DataSource): Promise<Status> {
  const migrations = await migrationState(dataSource);
  return {
    database: { kind: database.kind, version: await inspectServerVersion(dataSource) },
    migrations,
    limitStore: limits.enabled ? limits.store.kind : 'off',
    stored: migrations.pending.length > 0 ? null : await readStored(dataSource),
  };
}

async function readStored(dataSource: DataSource): Promise<StoredStatus> {
  const now = new Date();
  return {
    replicas: await runningProcesses(dataSource),
    mails: await mailBacklog(dataSource),
    webhooks: await webhookQueueState(dataSource, now),
    sessionsOpen: await estimateOpenSessions(dataSource, now),
    sweeper: await readLastSweep(dataSource),
    keys: await readKeys(dataSource, now),
  };
}

async function readKeys(dataSource: DataSource, now: Date): Promise<readonly ProfileKeys[]> {
  const keys = await describeKeys(dataSource, NO_KEY, now);
  return keys
    .filter(({ signsFrom, retiredAt }) => signsFrom <= now && retiredAt === null)
    .map(({ profile, alg, signsFrom }) => ({
      profile,
      alg,
      signsSince: signsFrom,
      ageDays: Math.floor((now.getTime() - signsFrom.getTime()) / DAY_MS),
      nextFrom: keys.findLast((key) => key.profile === profile && key.signsFrom > now)?.signsFrom ?? null,
    }));
}
