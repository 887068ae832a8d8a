import { randomBytes, randomUUID } from 'node:crypto';
import type { Algorithm } from '../keys/verification-key.js';
import { basicCredential } from '../transport/basic-credential.js';
import type { VerifierOptions } from '../verifier/verifier-options.js';
import { type FakeEndpoint, FakeIssuerServer } from './fake-issuer-server.js';
import { FakeRevocations } from './fake-revocations.js';
import type { Misbehaviour } from './misbehaviour.js';
import { jwkOf, newSigningKey, type SigningKey } from './signing-key.js';
import { type ClaimOverrides, mintClientToken, mintKokoToken, type MintSetting, mintUserToken } from './token-mint.js';

/** What {@link startFakeIssuer} takes. */
export interface FakeIssuerOptions {
  /** Of the first key, default `ES256`, which is made fast. */
  readonly algorithm?: Algorithm;
  /** Milliseconds since 1970, for `iat` and `exp`; default `Date.now`. */
  readonly clock?: () => number;
}

/** An issuer for tests: a real HTTP server on loopback that speaks as Portero does, and misbehaves on demand. */
export class FakeIssuer {
  /** The uuid of the owner whose tokens are minted. */
  readonly owner: string = randomUUID();
  /** The owner's secret, in base64 as Portero makes it. */
  readonly secret: string = randomBytes(32).toString('base64');
  /** The feed; `pageSize` may be made smaller, and `cut()` ends its streams. */
  readonly revocations = new FakeRevocations();
  /** Answers to introspection by token; whatever is not here is inactive. */
  readonly introspections = new Map<string, object>();
  /** Published beside the keys that sign: any object, for hostile key sets. */
  readonly extraKeys: object[] = [];
  /** Seconds in `Cache-Control` of the key set; `undefined` sends none. */
  jwksMaxAge: number | undefined = 300;
  private keys: SigningKey[];
  private port = 0;
  private readonly server: FakeIssuerServer;

  constructor(private readonly options: FakeIssuerOptions = {}) {
    this.keys = [newSigningKey(options.algorithm ?? 'ES256')];
    this.server = new FakeIssuerServer({
      authorization: () => basicCredential(this.owner, this.secret),
      jwks: () => ({ keys: [...this.keys.map(jwkOf), ...this.extraKeys] }),
      jwksMaxAge: () => this.jwksMaxAge,
      introspect: (token) => this.introspections.get(token) ?? { active: false },
      revocations: this.revocations,
    });
  }

  /** What tokens name as `iss`. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The key that signs. */
  get key(): SigningKey {
    const [newest] = this.keys;
    if (newest === undefined) throw new Error('The fake issuer has no key.');
    return newest;
  }

  /** How often each endpoint was asked. */
  get requests(): Readonly<Record<FakeEndpoint, number>> {
    return this.server.requests;
  }

  /** Options of a verifier of this issuer, which a test may spread and change. */
  get verifierOptions(): VerifierOptions & { readonly owner: string; readonly secret: string } {
    const { url: issuer, owner, secret } = this;
    return { issuer, owner, secret, revocations: { fail: 'closed', maxAgeSeconds: 30 } };
  }

  /** Listens, the second time on the same port. */
  async start(): Promise<void> {
    this.port = await this.server.listen(this.port);
  }

  /** Stops listening and cuts every connection; {@link start} brings it back. */
  async stop(): Promise<void> {
    this.revocations.cut();
    await this.server.close();
  }

  /** A user's token, see {@link mintUserToken}. */
  mintUser(overrides?: ClaimOverrides, key: SigningKey = this.key): string {
    return mintUserToken(this.setting(), key, overrides);
  }

  /** A client's own token, see {@link mintClientToken}. */
  mintClient(overrides?: ClaimOverrides, key: SigningKey = this.key): string {
    return mintClientToken(this.setting(), key, overrides);
  }

  /** A Koko access token, see {@link mintKokoToken}. */
  mintKoko(overrides?: ClaimOverrides, key: SigningKey = this.key): string {
    return mintKokoToken(this.setting(), key, overrides);
  }

  /** An opaque key as Shoop's, which introspection finds active. */
  mintOpaque(overrides: ClaimOverrides = {}): string {
    const key = randomBytes(20).toString('hex');
    this.introspections.set(key, this.activeAnswer({ dialect: 'shoop', ...overrides }));
    return key;
  }

  /** What introspection answers for an active access token. */
  activeAnswer(overrides: ClaimOverrides = {}): object {
    const { owner } = this;
    const times = { iat: this.seconds(), exp: this.seconds() + 600 };
    const about = {
      token_type: 'Bearer',
      client_id: owner,
      sub: randomUUID(),
      jti: randomUUID(),
      owner,
      roles: ['BUYER'],
    };
    return { active: true, token_use: 'access', ...about, ...times, ...overrides };
  }

  /** Names a token in the feed. @param exp seconds since 1970, default in ten minutes; `null` for never */
  revoke(jti: string, exp: number | null = this.seconds() + 600): void {
    this.revocations.add({ jti, exp });
  }

  /**
   * Names the tokens of a session in the feed that were issued before a moment.
   *
   * @param before seconds since 1970
   * @param exp seconds since 1970, default in ten minutes; `null` for never
   */
  revokeSession(sid: string, before: number, exp: number | null = this.seconds() + 600): void {
    this.revocations.add({ sid, before, exp });
  }

  /** Signs with a new key from now on. @param keepsOld whether the former ones are still published */
  rotateKeys(algorithm: Algorithm = this.key.algorithm, keepsOld = true): SigningKey {
    this.keys = [newSigningKey(algorithm), ...(keepsOld ? this.keys : [])];
    return this.key;
  }

  /** Lets an endpoint misbehave until it is told `undefined`. */
  misbehave(endpoint: FakeEndpoint, how: Misbehaviour | undefined): void {
    if (how === undefined) this.server.misbehaviours.delete(endpoint);
    else this.server.misbehaviours.set(endpoint, how);
  }

  private setting(): MintSetting {
    return { issuer: this.url, owner: this.owner, clock: this.options.clock ?? Date.now };
  }

  private seconds(): number {
    return Math.floor((this.options.clock ?? Date.now)() / 1000);
  }
}

/** Starts a fake issuer on a free port of 127.0.0.1. End it by `stop()`. */
export async function startFakeIssuer(options?: FakeIssuerOptions): Promise<FakeIssuer> {
  const issuer = new FakeIssuer(options);
  await issuer.start();
  return issuer;
}
