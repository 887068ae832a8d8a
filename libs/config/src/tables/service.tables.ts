import { hostNames, listenHost, networkRanges, publicUrl, redisUrl, smtpUrl, webOrigins } from '../kinds/network.kinds';
import { choice, integer, duration } from '../kinds/plain.kinds';
import { dialectNames, mailAddress } from '../kinds/service.kinds';
import { settingsTable } from '../settings-table';

export const MODE = settingsTable({
  NODE_ENV: {
    kind: choice('development', 'test', 'production'),
    default: 'development',
    description: 'What the process runs for. `production` makes `hardened` the default contract mode.',
  },
  CONTRACT_MODE: {
    kind: choice('documented', 'hardened'),
    default: { documented: 'documented', hardened: 'hardened' },
    unset: '`hardened` under `NODE_ENV=production`, otherwise `documented`',
    description:
      '`documented` answers exactly as the published documents print it; `hardened` keeps the same paths and bodies, minus what would let a stranger in.',
  },
});

export const HTTP = settingsTable({
  HOST: {
    kind: listenHost(),
    default: { documented: '127.0.0.1', hardened: '0.0.0.0' },
    description: 'The address to listen on.',
  },
  PORT: {
    kind: integer({ min: 0, max: 65535 }),
    default: '9010',
    description: 'The port to listen on; 0 takes any free one.',
  },
  PUBLIC_URL: {
    kind: publicUrl(),
    unset: '`http://localhost:PORT`',
    sample: 'http://localhost:9010',
    required: 'hardened',
    description:
      'The address under which people reach the service. Every mailed link begins with it, whatever a request says.',
  },
  ALLOWED_HOSTS: {
    kind: hostNames(),
    unset: 'none',
    description:
      'Further `Host` names that documented mode answers to, without ports. Loopback names, the host of `PUBLIC_URL` and hosts bound to owners are known without it; any other is answered 421.',
  },
  CORS_ORIGINS: {
    kind: webOrigins(),
    unset: 'none',
    description:
      'The web origins whose pages may call the service from a browser. Requests of other origins that change something are answered 403.',
  },
  BODY_LIMIT: {
    kind: integer({ min: 1024, max: 1_048_576, unit: 'bytes' }),
    default: '65536',
    description: 'The largest request body; a larger one is answered 413.',
  },
  TRUSTED_PROXIES: {
    kind: networkRanges(),
    unset: 'none',
    description:
      'The proxies whose `X-Forwarded-For`, `X-Request-Id` and `traceparent` are believed. Anyone else is taken to come from where his connection comes from.',
  },
  REQUEST_TIMEOUT: {
    kind: duration({ min: 1, max: 600 }),
    default: '30',
    description: 'How long a client may take to send a request.',
  },
  KEEP_ALIVE_TIMEOUT: {
    kind: duration({ min: 1, max: 86_400 }),
    default: '72',
    description:
      'How long an idle connection is kept for the next request. Longer than the proxy in front keeps its own: more than 60 s for an AWS load balancer, more than 600 s for one of Google Cloud.',
  },
  SHUTDOWN_TIMEOUT: {
    kind: duration({ min: 1, max: 300 }),
    default: '20',
    description: 'How long running requests may take to end after SIGTERM and `SHUTDOWN_DELAY`.',
  },
  SHUTDOWN_DELAY: {
    kind: duration({ min: 0, max: 300 }),
    default: '0',
    description:
      'How long after SIGTERM everything is still served, while `/readyz` is 503 and connections are told to close.',
  },
  MANAGEMENT_PORT: {
    kind: integer({ min: 0, max: 65535 }),
    unset: 'none; `/livez` and `/readyz` are on `PORT`, and `/metrics` too in documented mode',
    description: 'A port of its own for `/livez`, `/readyz` and `/metrics`, on the address of `HOST`.',
  },
});

export const MAIL = settingsTable({
  SMTP_URL: {
    kind: smtpUrl(),
    unset: 'mails are kept in the development outbox',
    required: 'hardened',
    description: 'The mail server, as `smtps://user:password@host:465`.',
  },
  MAIL_FROM: {
    kind: mailAddress(),
    unset: '`Portero <no-reply@HOST>`, with the host of `PUBLIC_URL`',
    sample: 'Portero <no-reply@localhost>',
    description: 'The sender of every mail.',
  },
  OUTBOX: {
    kind: choice('on', 'off'),
    unset: '`on` where `HOST` is a loopback address, otherwise `off`',
    description:
      'Whether the pages of the development outbox are served. They exist only in documented mode without `SMTP_URL`, and show every code to anyone who can open them.',
  },
  CONTACT: {
    kind: mailAddress(),
    unset: 'nobody',
    description: 'Whom people who call the service may write to. The OpenAPI document names them.',
  },
});

export const DIALECTS = settingsTable({
  DIALECTS: {
    kind: dialectNames(),
    unset: 'all',
    description: 'The dialects to speak. One that is not listed has no routes and is not in the OpenAPI document.',
  },
});

export const RUNNING = settingsTable({
  RATE_LIMITS: {
    kind: choice('on', 'off'),
    default: 'on',
    description:
      '`off` stops every limit on requests, codes, mails, delays and lock-outs. For tests and benchmarks only.',
  },
  LIMIT_STORE: {
    kind: choice('memory', 'postgres', 'redis'),
    unset: '`redis` with `REDIS_URL`, otherwise `postgres` with `DATABASE_URL`, otherwise `memory`',
    description:
      'Where limits and lock-outs are counted. `memory`: each replica counts for itself. While a shared store is away, each does so too.',
  },
  LIMIT_STORE_TIMEOUT: {
    kind: integer({ min: 10, max: 10_000, unit: 'milliseconds' }),
    default: '100',
    description: 'How long one request may wait for the shared store of the limits, over all its questions.',
  },
  REDIS_URL: {
    kind: redisUrl(),
    unset: 'none',
    description:
      'A Redis or Valkey server for the counts of the limits, as `redis://user:password@host:6379/0`; `rediss://` for TLS.',
  },
  LIMIT_REQUESTS: {
    kind: integer({ min: 1, max: 1_000_000 }),
    default: { documented: '3000', hardened: '600' },
    description: 'Requests of one address in a minute. An IPv6 /64 counts as one address here and below.',
  },
  LIMIT_SIGNUPS: {
    kind: integer({ min: 1, max: 1_000_000 }),
    default: { documented: '1000', hardened: '100' },
    description: "Accounts that one address makes in an hour without an owner's credential.",
  },
  LIMIT_CODES: {
    kind: integer({ min: 1, max: 1_000_000 }),
    default: { documented: '1000', hardened: '100' },
    description: "Codes and links that one address asks for in an hour without an owner's credential.",
  },
  LIMIT_OWNER_USERS: {
    kind: integer({ min: 1, max: 10_000_000 }),
    default: '10000',
    description:
      'Users that strangers create at one owner in an hour. With the credential of the owner: ten times as many.',
  },
  LIMIT_OWNER_CODES: {
    kind: integer({ min: 1, max: 10_000_000 }),
    default: '10000',
    description:
      'Codes and links that strangers have mailed at one owner in an hour. With the credential of the owner: ten times as many.',
  },
  AUDIT_RETENTION_DAYS: {
    kind: integer({ min: 7, max: 36_500, unit: 'days' }),
    default: '365',
    description: 'Audit events are deleted when they are older.',
  },
  LOG_LEVEL: {
    kind: choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    default: 'info',
    description: 'The least severe entries that the log keeps.',
  },
});
