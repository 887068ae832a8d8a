import { createHash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { traced, traceHeaders } from '@portero/database';
import { Clock } from '../clock';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { CircuitBreaker } from '../requests/circuit-breaker';
import { askRange, NoRangeError } from './breached-range';

const PREFIX_LENGTH = 5;
const KEPT_PREFIXES = 64;
const KEPT_MS = 600_000;
const TIME_LIMIT_MS = 1_000;

/** The only label: there is one service. */
const ONLY = 0;

/** Its name and attributes in traces. The path is left out, because it ends with a part of a hash. */
const ASKING = { name: 'GET breached passwords', kind: 'client' } as const;

interface Kept {
  readonly suffixes: ReadonlySet<string>;
  readonly until: number;
}

/**
 * Asks a range service (the k-anonymity protocol of Have I Been Pwned) whether a password is known from a breach. Only the
 * first five hex digits of its SHA-1 leave the process. It fails open: without an answer every password passes.
 */
@Injectable()
export class BreachedPasswords {
  private readonly logger = new Logger('BreachedPasswords');
  private readonly breaker = new CircuitBreaker();
  private readonly kept = new Map<string, Kept>();
  private isDown = false;

  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly clock: Clock,
  ) {}

  /** Whether a password is known from a breach; `false` when no service is set or it does not answer. */
  async include(password: string): Promise<boolean> {
    const { breachedUrl } = this.policy.passwords;
    if (breachedUrl === null) return false;
    const digest = createHash('sha1').update(password).digest('hex').toUpperCase();
    const prefix = digest.slice(0, PREFIX_LENGTH);
    const suffixes = this.known(prefix) ?? (await this.ask(breachedUrl, prefix));
    return suffixes?.has(digest.slice(PREFIX_LENGTH)) ?? false;
  }

  private known(prefix: string): ReadonlySet<string> | null {
    const found = this.kept.get(prefix);
    return found !== undefined && found.until > this.clock.now().getTime() ? found.suffixes : null;
  }

  private async ask(url: string, prefix: string): Promise<ReadonlySet<string> | null> {
    if (this.breaker.closedFor(ONLY, null, this.clock.now()) > 0) return null;
    try {
      const attributes = { 'http.request.method': 'GET', 'server.address': new URL(url).hostname };
      const suffixes = await traced({ ...ASKING, attributes }, (add) =>
        askRange(`${url}${prefix}`, TIME_LIMIT_MS, traceHeaders(), (status) => {
          add({ 'http.response.status_code': status });
        }),
      );
      this.breaker.succeeded(ONLY);
      if (this.isDown) this.logger.log('The service of breached passwords answers again');
      this.isDown = false;
      this.keep(prefix, suffixes);
      return suffixes;
    } catch (error) {
      if (!(error instanceof NoRangeError)) throw error;
      this.breaker.failed(ONLY, this.clock.now());
      // One log line per outage. Each new password is looked up again; after five failures, only every 30 seconds.
      if (!this.isDown) this.logger.warn(`New passwords are not looked up among breached ones (${error.reason})`);
      this.isDown = true;
      return null;
    }
  }

  private keep(prefix: string, suffixes: ReadonlySet<string>): void {
    this.kept.delete(prefix);
    this.kept.set(prefix, { suffixes, until: this.clock.now().getTime() + KEPT_MS });
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_PREFIXES && oldest !== undefined) this.kept.delete(oldest);
  }
}
