import type { SeenProcess } from '@portero/identity';
import { counted, fields, moment, table } from '../terminal/text';
import type { ProfileKeys, Status, StoredStatus } from './read-status';

/** One screen. */
export function describeStatus({ database, migrations, limitStore, stored }: Status): readonly string[] {
  const { applied, pending, unknown } = migrations;
  const entries: [string, string][] = [
    [
      'database',
      `PostgreSQL ${Math.floor(database.version / 10_000)}${database.kind === 'embedded' ? ', embedded' : ''}`,
    ],
    ['migrations', `${applied} run, ${pending.length === 0 ? 'none' : pending.length} to run${ofOthers(unknown)}`],
    ...(stored === null ? [] : describeStored(stored)),
    ['limits', describeLimits(limitStore, stored)],
  ];
  if (stored === null) return [...fields(entries), '', 'The rest is not told before `portero migrate` has run.'];
  return [...describeReplicas(stored.replicas), '', ...fields(entries), '', ...describeKeys(stored.keys)];
}

function ofOthers(unknown: readonly string[]): string {
  return unknown.length === 0 ? '' : `; ${counted(unknown.length, 'migration')} of another release`;
}

function describeReplicas(replicas: readonly SeenProcess[]): readonly string[] {
  const running = replicas.filter(({ isGone }) => !isGone);
  const versions = [...new Set(running.map(({ version }) => version))];
  const heading = ['replica', 'version', 'mode', 'started', 'seen'];
  const rows = replicas.map((seen) => [seen.host, seen.version, seen.mode, moment(seen.startedAt), seenWhen(seen)]);
  const mixed = versions.length > 1 ? [`${versions.length} releases run at once: ${versions.join(', ')}.`] : [];
  const head = `${counted(running.length, 'replica')} running.`;
  return rows.length === 0 ? ['No replica is running.'] : [head, ...mixed, '', ...table(heading, rows)];
}

function seenWhen({ seenSecondsAgo, isGone }: SeenProcess): string {
  if (!isGone) return `${seenSecondsAgo} s ago`;
  return `gone, seen ${Math.round(seenSecondsAgo / 60)} min ago`;
}

function describeStored({ mails, webhooks, sessionsOpen, sweeper }: StoredStatus): [string, string][] {
  const waitingMails = `${mails.waiting} waiting, the oldest since ${moment(mails.oldest)}`;
  const due = webhooks.dueSince === null ? '' : `, the oldest due since ${moment(webhooks.dueSince)}`;
  const swept = sweeper && `${moment(sweeper.at)}, ${counted(sweeper.rows, 'row')} in ${sweeper.seconds} s`;
  return [
    ['mails', mails.waiting === 0 ? 'none waiting' : waitingMails],
    ['webhooks', webhooks.waiting === 0 ? 'none waiting' : `${webhooks.waiting} waiting${due}`],
    ['sessions', `about ${sessionsOpen} open`],
    ['sweeper', swept ?? 'no whole run yet'],
  ];
}

function describeLimits(store: string, stored: StoredStatus | null): string {
  const running = stored?.replicas.filter(({ isGone }) => !isGone) ?? [];
  if (store === 'off') return 'off';
  if (running.length === 0) return store;
  const shared = running.filter(({ limitStore, limitStoreUp }) => limitStore !== 'memory' && limitStoreUp).length;
  const stores = [...new Set(running.map(({ limitStore }) => limitStore))].join(', ');
  return `${stores}; shared by ${shared} of ${running.length}${describeStandby(running)}`;
}

function describeStandby(running: readonly SeenProcess[]): string {
  const having = running.filter(({ standbyUp }) => standbyUp !== null);
  if (having.length === 0) return '';
  return `; standby read by ${having.filter(({ standbyUp }) => standbyUp).length} of ${having.length}`;
}

function describeKeys(keys: readonly ProfileKeys[]): readonly string[] {
  if (keys.length === 0) return ['There are no signing keys yet.'];
  const rows = keys.map(({ profile, alg, signsSince, ageDays, nextFrom }) => [
    profile,
    alg,
    moment(signsSince),
    counted(ageDays, 'day'),
    moment(nextFrom),
  ]);
  return table(['profile', 'alg', 'signs since', 'age', 'next signs from'], rows);
}
