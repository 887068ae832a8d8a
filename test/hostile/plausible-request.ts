import { randomInt } from 'node:crypto';
import { freshEmail } from '../support/accounts/auth100-accounts';
import type { Dice } from '../support/http/dice';
import type { Target } from '../support/http/documented-operations';
import { basic } from '../support/http/http-client';
import { exchangeOf } from '../support/tokens/back-end';
import type { Account, LivePool, PoolSession } from './live-pool';

/** A field of a body: its name and value. A name may occur twice. */
export type Field = readonly [name: string, value: unknown];

/** A value that is written into a body unchanged. */
export class RawJson {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** A value as JSON text. */
export function asJson(value: unknown): string {
  return value instanceof RawJson ? value.toString() : value === undefined ? 'null' : JSON.stringify(value);
}

/** A value as form text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : asJson(value);
}

/** A request before it is serialised, so that every part of it can be changed. */
export interface Draft {
  method: string;
  segments: string[];
  query: [name: string, value: string][];
  headers: [name: string, value: string][];
  fields: Field[];
  form: 'json' | 'urlencoded' | 'multipart';
  /** Sent instead of the fields. */
  body: Buffer | null;
  framing: 'length' | 'chunked' | 'bad-chunks' | 'both' | 'short' | 'long' | 'none';
  version: string;
  /** Whether method and path are still those of the operation. */
  isOperation: boolean;
  /** Whether the HTTP itself is invalid, so that the server may close the connection without a dialect's answer. */
  isBroken: boolean;
  /** The account of the original request, to which codes and tokens in the answer belong. */
  readonly account: Account;
  readonly session: PoolSession;
}

/** The dialect whose tokens an operation accepts. */
function dialectOf(path: string): string | null {
  if (path.startsWith('/api/v2')) return 'shoop';
  if (path.startsWith('/api/v1')) return 'bookker';
  if (path === '/api/token/' || path.startsWith('/api/token/')) return 'simplejwt';
  if (path.startsWith('/api/')) return 'koko';
  return path.startsWith('/auth/') ? 'auth100' : null;
}

/** The purpose of the code that an operation accepts. */
function purposeOf(path: string): 'verification' | 'password' | null {
  if (/\/(?:change-password|request-change-password-verify)$/u.test(path)) return 'password';
  return /\/(?:verify|resend)$/u.test(path) ? 'verification' : null;
}

/** A request to an operation that can succeed. */
export function plausibleRequest(dice: Dice, target: Target, pool: LivePool): Draft {
  const account = pool.account(dice, target.path.startsWith('/owner') ? 'owner' : 'user', purposeOf(target.path));
  const dialect = dialectOf(target.path);
  const session = pool.session(dice, dialect);
  const value = (name: string): unknown => plausibleValue(name, { dice, pool, account, target, session, dialect });
  const exchange = target.path === '/oauth/token' && dice.roll(2) === 0;
  const fields = exchange
    ? Object.entries(exchangeOf(pool.session(dice, null).access))
    : target.fields.filter((name) => isNeeded(name) || dice.roll(4) === 0).map((name): Field => [name, value(name)]);
  const forms = target.path.startsWith('/oauth/')
    ? (['urlencoded', 'urlencoded', 'json'] as const)
    : (['json', 'json', 'urlencoded'] as const);
  return {
    method: target.method,
    segments: target.path.replaceAll(/\{([^}]+)\}/gu, (_, name: string) => String(value(name))).split('/'),
    query: target.query
      .filter(() => dice.roll(2) === 0)
      .map((name): [string, unknown] => [name, value(name)])
      .filter(([, each]) => each !== null)
      .map(([name, each]) => [name, String(each)]),
    headers: credentials({ dice, target, pool, session, dialect }),
    fields,
    form: /^\/api\/(?:v2|token)/u.test(target.path) && dice.roll(4) === 0 ? 'multipart' : dice.pick(forms),
    body: null,
    framing: target.method === 'GET' || target.fields.length === 0 ? 'none' : 'length',
    version: '1.1',
    isOperation: true,
    isBroken: false,
    account,
    session,
  };
}

const OPTIONAL =
  /^(?:refresk_token|scope|audience|resource|actor_token|requested_token_type|fb_token|fb_uid|gcm_id|avatar|events|deliveryId|active|mailReplyTo|client_id|client_secret)/u;

function isNeeded(name: string): boolean {
  return !OPTIONAL.test(name);
}

function credentials({ dice, target, pool, session, dialect }: Omit<Situation, 'account'>): Draft['headers'] {
  if (dialect === 'shoop') return [[dice.pick(['key', 'x-api-key']), session.access]];
  if (dialect === 'bookker')
    return [
      ['authorization', `Bearer ${session.access}`],
      ['user-access-token', session.access],
    ];
  if (dialect !== null) return [['authorization', `Bearer ${session.access}`]];
  if (target.path === '/forward-auth') return [['authorization', `Bearer ${pool.session(dice, null).access}`]];
  const hosts: Draft['headers'] = dice.roll(6) === 0 ? [] : [['authorization', basic(pool.credential(dice))]];
  return dice.roll(8) === 0 ? [...hosts, ['country-code', dice.pick(['AR', 'US', 'ID'])]] : hosts;
}

interface Situation {
  readonly dice: Dice;
  readonly pool: LivePool;
  readonly account: Account;
  readonly target: Target;
  readonly session: PoolSession;
  readonly dialect: string | null;
}

const CONSTANTS: Readonly<Record<string, unknown>> = {
  rol: 1,
  role: 'USER',
  name: 'Ana',
  surname: 'Pérez',
  phone: '+54 9 11 5555 0000',
  id_location: 7,
  url: 'https://hooks.example.com/portero',
  scopes: ['verify', 'users:read'],
  grant_type: 'client_credentials',
  atOnce: false,
  limit: '5',
  format: 'jti',
  verified: 'true',
  mailSenderName: 'Tienda',
  longitude: '-58.4',
  latitude: '-34.6',
  owner: 'A tenant',
};

function plausibleValue(name: string, situation: Situation): unknown {
  const { dice, pool, account, target, session, dialect } = situation;
  const learned = pool.learned(name, dice);
  const isNew = (target.method === 'POST' && target.path === '/users') || /register$|^\/owner$/u.test(target.path);
  const known: Readonly<Record<string, unknown>> = {
    ...CONSTANTS,
    email: isNew ? freshEmail() : account.email,
    username: dialect === 'bookker' ? account.email : `name${randomInt(1e9)}`,
    password: account.password,
    ownerUuid: account.ownerUuid,
    uuid: account.uuid,
    id: account.id,
    user: account.id,
    event: dice.pick(['login', 'user_created', 'refresh']),
    verificationCode: target.path.includes('password') ? account.codes.password : account.codes.verification,
    verificationCodePassword: account.codes.password,
    refreshToken: session.refresh,
    refresh_token: session.refresh,
    refresh: session.refresh,
    token: session.access,
    owner: target.query.includes('owner') ? account.ownerUuid : CONSTANTS['owner'],
    cursor: null,
    since: pool.learned('next', dice),
  };
  // Sometimes the id or the code of another account.
  if (learned !== null && dice.roll(10) === 0) return learned;
  return name in known ? known[name] : (learned ?? 'x');
}
