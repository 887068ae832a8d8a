import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createVerifier, type TokenErrorCode, type TokenVerifier, TokenError, type VerifierOptions } from '../index.js';
import { type FakeIssuer, startFakeIssuer } from '../testing.js';

const NEW_YEAR = Date.UTC(2026, 0, 1);

/** A fake issuer for a file, verifiers that are closed after each test, and a clock that only moves when told. */
export class Verifying {
  issuer!: FakeIssuer;
  now = NEW_YEAR;
  readonly clock = (): number => this.now;
  private readonly opened: { close(): void }[] = [];

  /** Without a feed unless told otherwise. */
  verifier(options: Partial<VerifierOptions> = {}): TokenVerifier {
    return this.closing(
      createVerifier({
        ...this.issuer.verifierOptions,
        revocations: 'none',
        clock: this.clock,
        monotonicClock: this.clock,
        keys: { cooldownMs: 20 },
        ...options,
      }),
    );
  }

  closing<Closable extends { close(): void }>(closable: Closable): Closable {
    this.opened.push(closable);
    return closable;
  }

  closeAll(): void {
    for (const each of this.opened.splice(0)) each.close();
  }
}

/** Begins the fake issuer of a file; each test has a new one if `each` says so. */
export function verifying(scope: 'file' | 'each' = 'file'): Verifying {
  const state = new Verifying();
  const [begin, end] = scope === 'file' ? [beforeAll, afterAll] : [beforeEach, afterEach];
  begin(async () => {
    state.now = NEW_YEAR;
    state.issuer = await startFakeIssuer({ clock: state.clock });
  });
  afterEach(() => {
    state.closeAll();
  });
  end(() => state.issuer.stop());
  return state;
}

/** The code that something is refused with; `accepted` if it is not. Any other error is thrown on. */
export async function outcomeOf(pending: Promise<unknown>): Promise<TokenErrorCode | 'accepted'> {
  try {
    await pending;
    return 'accepted';
  } catch (error) {
    if (error instanceof TokenError) return error.code;
    throw error;
  }
}

/** Waits until something holds, for at most two seconds. */
export async function eventually(holds: () => boolean | Promise<boolean>, within = 2000): Promise<void> {
  const end = Date.now() + within;
  while (Date.now() < end) {
    if (await holds()) return;
    await sleep(5);
  }
  throw new Error('It never came to hold.');
}

/** A token with other parts; those not given stay. */
export function withParts(token: string, parts: { header?: object; payload?: object; signature?: string }): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return [
    parts.header ? encode(parts.header) : header,
    parts.payload ? encode(parts.payload) : payload,
    parts.signature ?? signature,
  ].join('.');
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
