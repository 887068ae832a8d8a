import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** From a quick check to a log-in that waited for its hash. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const HASH_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const QUERY_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10];

/** The counters and histograms, made in a registry. No label holds a user, an owner, an address or a token. */
export function makeInstruments(registry: Registry) {
  const registers = [registry];
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <T extends string>(name: string, help: string, labelNames: readonly T[], buckets: number[]) =>
    new Histogram({ name, help, labelNames, buckets, registers });
  return {
    requests: histogram(
      'http_server_request_duration_seconds',
      'Time from the headers of a request to the end of its answer; an empty status is a request that the client left.',
      ['http_request_method', 'http_route', 'http_response_status_code'],
      REQUEST_BUCKETS,
    ),
    logIns: counter('portero_logins_total', 'Log-ins by password or Facebook that were decided.', [
      'dialect',
      'outcome',
    ]),
    issued: counter('portero_tokens_issued_total', 'Tokens that were issued.', ['dialect', 'kind']),
    checks: counter('portero_token_checks_total', 'Tokens that were checked.', ['dialect', 'outcome']),
    refreshes: counter('portero_refresh_total', 'Refreshes that were decided.', ['dialect', 'outcome']),
    hashes: histogram(
      'portero_password_hash_seconds',
      'Time of one password hash, without the wait.',
      [],
      HASH_BUCKETS,
    ),
    hashRejected: counter('portero_password_hash_rejected_total', 'Callers that the queue of hashes turned away.', []),
    rateLimited: counter('portero_rate_limited_total', 'Refusals by a limit.', ['limit']),
    queries: histogram('portero_database_query_seconds', 'Time of one statement.', [], QUERY_BUCKETS),
    reads: counter('portero_database_reads_total', 'Reads that a standby may answer, by the server that did.', [
      'server',
    ]),
    mails: counter('portero_mails_total', 'Tries to send a mail, by how they ended.', ['outcome']),
    webhooks: counter('portero_webhooks_total', 'Tries to deliver a webhook, by how they ended.', ['outcome']),
    ...legacyInstruments(registry),
  };
}

function legacyInstruments(registry: Registry) {
  const more = { labelNames: ['dialect', 'outcome'] as const, registers: [registry] };
  return {
    legacyLogIns: new Counter({
      name: 'portero_legacy_logins_total',
      help: 'Log-ins of unknown users that were to be asked of an old back end, by how that ended.',
      ...more,
    }),
    writtenBack: new Counter({
      name: 'portero_legacy_passwords_total',
      help: 'Tries to write a password back to an old back end, by how they ended.',
      ...more,
    }),
  };
}

/** The counters and histograms of the service. */
export type Instruments = ReturnType<typeof makeInstruments>;

/** A gauge whose values are read at each scrape. */
export function makeGauge<T extends string>(
  registry: Registry,
  { name, help, labelNames = [] }: { readonly name: string; readonly help: string; readonly labelNames?: readonly T[] },
  collect: (gauge: Gauge<T>) => void | Promise<void>,
): void {
  new Gauge<T>({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      return collect(this);
    },
  });
}
