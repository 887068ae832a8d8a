import { ALGORITHMS, type Algorithm } from '../keys/verification-key.js';
import { DEFAULT_MAX_TOKEN_LENGTH } from '../token/parse-token.js';
import { basicCredential } from '../transport/basic-credential.js';
import { type IssuerUrls, issuerUrls } from '../transport/issuer-url.js';
import type {
  IntrospectionOptions,
  KeyOptions,
  KokoOptions,
  RevocationOptions,
  VerifierOptions,
} from './verifier-options.js';

/** The options with all defaults. */
export interface ResolvedOptions {
  readonly issuer: string;
  readonly urls: IssuerUrls;
  /** `undefined` accepts every owner of the issuer. */
  readonly owner: string | undefined;
  readonly audience: readonly string[];
  /** The `Authorization` of the client. */
  readonly authorization: string | undefined;
  readonly revocations: Required<RevocationOptions> | undefined;
  readonly introspection: ResolvedIntrospection | undefined;
  readonly koko: KokoOptions | undefined;
  readonly algorithms: readonly Algorithm[];
  readonly toleranceMs: number;
  readonly cacheSize: number;
  readonly maxTokenLength: number;
  readonly timeoutMs: number;
  readonly keys: Required<KeyOptions>;
  readonly clock: () => number;
  readonly monotonicClock: () => number;
}

/** As {@link IntrospectionOptions}, complete. */
export interface ResolvedIntrospection extends Required<Omit<IntrospectionOptions, 'dialects'>> {
  readonly dialects: readonly string[] | undefined;
}

/** Stands for every owner of the issuer. */
const ANY_OWNER = 'any';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws {TypeError} if something is missing, contradictory or out of bounds; the message says what */
export function resolveOptions(options: VerifierOptions): ResolvedOptions {
  const { secret, algorithms = ALGORITHMS } = options;
  const owner = ownerOf(options);
  const { clientId = owner } = options;
  if (clientId !== undefined) check(UUID.test(clientId), 'clientId must be a uuid in lower case.');
  check(secret === undefined || secret !== '', 'secret must not be empty.');
  const isKnown = algorithms.length > 0 && algorithms.every((each) => ALGORITHMS.includes(each));
  check(isKnown, `algorithms must be some of ${ALGORITHMS.join(', ')}.`);
  const koko = options.legacy?.koko;
  const resolved: ResolvedOptions = {
    issuer: options.issuer,
    urls: issuerUrls(options.issuer, options.allowInsecureIssuer ?? false),
    owner,
    audience: audienceOf(options),
    authorization: clientId === undefined || secret === undefined ? undefined : basicCredential(clientId, secret),
    revocations: revocationsOf(options.revocations),
    introspection: introspectionOf(options.introspection ?? false),
    koko,
    algorithms,
    toleranceMs: within(options.clockToleranceSeconds ?? 5, 0, 300, 'clockToleranceSeconds') * 1000,
    cacheSize: within(options.cacheSize ?? 10_000, 0, 10_000_000, 'cacheSize'),
    maxTokenLength: within(options.maxTokenLength ?? DEFAULT_MAX_TOKEN_LENGTH, 40, 65_536, 'maxTokenLength'),
    timeoutMs: within(options.timeoutMs ?? 5000, 1, 60_000, 'timeoutMs'),
    keys: keysOf(options.keys ?? {}),
    clock: options.clock ?? Date.now,
    monotonicClock: options.monotonicClock ?? (() => performance.now()),
  };
  checkTogether(resolved);
  return resolved;
}

function checkTogether({ authorization, revocations, introspection, koko }: ResolvedOptions): void {
  const asks = revocations !== undefined || introspection !== undefined;
  check(!asks || authorization !== undefined, 'The feed and introspection need clientId and secret.');
  const isAsked = koko?.introspect !== true || introspection !== undefined;
  check(isAsked, 'legacy.koko.introspect needs introspection.');
  check(koko === undefined || koko.audience !== '', 'legacy.koko.audience must not be empty.');
}

/** Untyped callers may have left it out. A verifier with only an audience would accept the users of every owner. */
function ownerOf({ owner }: VerifierOptions): string | undefined {
  const isNamed = typeof owner === 'string' && (owner === ANY_OWNER || UUID.test(owner));
  check(isNamed, `owner must be a uuid in lower case, or '${ANY_OWNER}' for the users of every owner.`);
  return owner === ANY_OWNER ? undefined : owner;
}

function audienceOf({ audience, owner }: VerifierOptions): readonly string[] {
  const listed = [audience ?? (owner === ANY_OWNER ? [] : owner)].flat();
  check(listed.length > 0 && !listed.includes(''), `owner '${ANY_OWNER}' needs an audience, and none may be empty.`);
  return Object.freeze([...listed]);
}

function revocationsOf(options: VerifierOptions['revocations']): Required<RevocationOptions> | undefined {
  if (options === 'none') return undefined;
  // Untyped callers may have left it out, and there is no safe default.
  const fail = (options as Partial<RevocationOptions> | undefined)?.fail;
  check(fail === 'open' || fail === 'closed', "revocations must be 'none' or say fail: 'open' | 'closed'.");
  const { mode = 'events', pollIntervalMs = 1000, limit = 500_000, maxAgeSeconds } = options;
  check(['events', 'poll'].includes(mode), "revocations.mode must be 'events' or 'poll'.");
  return {
    fail,
    mode,
    maxAgeSeconds: within(maxAgeSeconds, mode === 'events' ? 20 : 2, 86_400, 'revocations.maxAgeSeconds'),
    pollIntervalMs: within(pollIntervalMs, 50, 60_000, 'revocations.pollIntervalMs'),
    limit: within(limit, 1, 10_000_000, 'revocations.limit'),
  };
}

function introspectionOf(options: boolean | IntrospectionOptions): ResolvedIntrospection | undefined {
  if (options === false) return undefined;
  const { dialects, cacheMs = 1000, cacheEntries = 10_000, maxInFlight = 64 } = options === true ? {} : options;
  return {
    dialects,
    cacheMs: within(cacheMs, 0, 2000, 'introspection.cacheMs'),
    cacheEntries: within(cacheEntries, 0, 1_000_000, 'introspection.cacheEntries'),
    maxInFlight: within(maxInFlight, 1, 10_000, 'introspection.maxInFlight'),
  };
}

function keysOf({ maxStaleSeconds = 86_400, cooldownMs = 1000 }: KeyOptions): Required<KeyOptions> {
  return {
    maxStaleSeconds: within(maxStaleSeconds, 0, 30 * 86_400, 'keys.maxStaleSeconds'),
    cooldownMs: within(cooldownMs, 10, 60_000, 'keys.cooldownMs'),
  };
}

function within(value: number, least: number, most: number, name: string): number {
  check(value >= least && value <= most, `${name} must be between ${least} and ${most}.`);
  return value;
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new TypeError(message);
}
