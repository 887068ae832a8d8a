import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { LegacyBackEnd } from '@portero/database';
import { Clock } from '../clock';
import { IdentityError } from '../identity.errors';
import { CircuitBreaker } from '../requests/circuit-breaker';
import { LEGACY_ASKED } from '../signals/identity-signals';
import { LegacyBackEnds } from './legacy-back-ends.service';
import type { LegacyQuestion, LegacyVerdict } from './legacy-dialect';
import { LegacyDialects } from './legacy-dialects.service';
import { LegacyConnections, NoLegacyAnswerError } from './post-log-in';

/** Seconds until a retry makes sense after a failure. */
const RETRY_SECONDS = 5;

/** The most requests at once. Further ones are refused, so that a slow back end does not fill the service with waiting log-ins. */
const AT_ONCE = 64;

/** Sends a log-in to an old back end, unless that is known to be down. */
@Injectable()
export class AskBackEnd implements OnApplicationShutdown {
  private readonly logger = new Logger('Legacy');
  private readonly connections = new LegacyConnections();
  private readonly breaker = new CircuitBreaker();
  private running = 0;

  constructor(
    private readonly backEnds: LegacyBackEnds,
    private readonly dialects: LegacyDialects,
    private readonly clock: Clock,
  ) {}

  onApplicationShutdown(): void {
    this.connections.close();
  }

  /** Whether it can be asked: this service serves its dialect. */
  canAsk({ dialect }: LegacyBackEnd): boolean {
    return this.dialects.named(dialect) !== null;
  }

  /** Its answer. Throws `busy` when it is down or slow, or when the answer does not belong to its dialect. */
  async about(backEnd: LegacyBackEnd, question: LegacyQuestion): Promise<LegacyVerdict> {
    const { id, openUntil, dialect } = backEnd;
    if (this.running >= AT_ONCE) throw leftAlone(dialect, RETRY_SECONDS);
    const milliseconds = this.breaker.closedFor(id, openUntil, this.clock.now());
    if (milliseconds > 0) throw leftAlone(dialect, Math.ceil(milliseconds / 1000));
    this.running += 1;
    try {
      const verdict = await this.ask(backEnd, question);
      LEGACY_ASKED.tell({ dialect, outcome: verdict.kind });
      if (this.breaker.succeeded(id) || openUntil !== null) await this.backEnds.close(id);
      return verdict;
    } catch (error) {
      throw error instanceof NoLegacyAnswerError ? await this.failed(backEnd, error) : error;
    } finally {
      this.running -= 1;
    }
  }

  private async ask(backEnd: LegacyBackEnd, question: LegacyQuestion): Promise<LegacyVerdict> {
    const dialect = this.dialects.named(backEnd.dialect);
    const { loginUrl: url, network, timeoutMs } = backEnd;
    const address = { url, network, timeoutMs, purpose: 'log-in' } as const;
    const verdict = dialect?.read(await this.connections.post(address, dialect.body(question))) ?? null;
    if (verdict === null) throw new NoLegacyAnswerError('unreadable');
    return verdict;
  }

  private async failed({ id, dialect }: LegacyBackEnd, error: NoLegacyAnswerError): Promise<IdentityError> {
    const { reason, retryAfterSeconds } = error;
    const openUntil = this.breaker.failed(id, this.clock.now());
    LEGACY_ASKED.tell({ dialect, outcome: 'failed' });
    this.logger.warn(`The old back end of ${dialect} gave no usable answer (${reason})`);
    if (openUntil !== null)
      this.logger.warn(`The old back end of ${dialect} failed repeatedly and gets no requests for 30 s`);
    await this.backEnds.countFailure(id, reason, openUntil);
    return new IdentityError('busy', { retryAfterSeconds: retryAfterSeconds ?? RETRY_SECONDS });
  }
}

function leftAlone(dialect: string, retryAfterSeconds: number): IdentityError {
  LEGACY_ASKED.tell({ dialect, outcome: 'left_alone' });
  return new IdentityError('busy', { retryAfterSeconds });
}
