import { Injectable, Logger } from '@nestjs/common';
import { databaseErrorName } from '@portero/database';
import { DataSource } from 'typeorm';

const TIME_LIMIT_MS = 2000;
/** Probes within this time share one query, so that probes cannot load the database. */
const SHARED_MS = 100;

/** Why nothing can be done with the database. */
type DatabaseProblem = 'database_unreachable' | 'database_read_only';
/** The reason why the process is not ready. */
export type NotReady = 'draining' | DatabaseProblem;

/** What the database said: a problem, and in a word why. */
interface Finding {
  readonly problem: DatabaseProblem | null;
  readonly reason: string;
}

/** Whether this process is ready for requests. It says in the log when the database goes away and comes back. */
@Injectable()
export class Readiness {
  private readonly logger = new Logger('Database');
  private draining = false;
  private asked: { readonly at: number; readonly answer: Promise<DatabaseProblem | null> } | null = null;
  private told: DatabaseProblem | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** From now on the process reports that it is not ready, but still serves requests. */
  drain(): void {
    this.draining = true;
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** `null` when requests can be served. */
  async problem(): Promise<NotReady | null> {
    return this.draining ? 'draining' : this.databaseProblem();
  }

  /**
   * `null` when the database answered within two seconds and accepts writes; the result may be a tenth of a second old.
   * Problems are not cached.
   */
  async databaseProblem(): Promise<DatabaseProblem | null> {
    const now = performance.now();
    if (this.asked !== null && now - this.asked.at <= SHARED_MS) return this.asked.answer;
    const asked = { at: now, answer: this.ask() };
    this.asked = asked;
    const problem = await asked.answer;
    // A problem may be short, so the next probe queries again.
    if (problem !== null && this.asked === asked) this.asked = null;
    return problem;
  }

  private async ask(): Promise<DatabaseProblem | null> {
    const late: Finding = { problem: 'database_unreachable', reason: 'no answer in time' };
    const limit = new Promise<Finding>((resolve) => setTimeout(resolve, TIME_LIMIT_MS, late).unref());
    const finding = await Promise.race([this.look(), limit]);
    this.tell(finding);
    return finding.problem;
  }

  private async look(): Promise<Finding> {
    try {
      const [row] = await this.dataSource.query<readonly { read_only: string }[]>(
        `SELECT current_setting('transaction_read_only') AS read_only`,
      );
      return { problem: row?.read_only === 'off' ? null : 'database_read_only', reason: 'read-only' };
    } catch (error) {
      return { problem: 'database_unreachable', reason: databaseErrorName(error) };
    }
  }

  private tell({ problem, reason }: Finding): void {
    if (problem === this.told) return;
    this.told = problem;
    if (problem === null) this.logger.log('The database answers and takes writes again');
    else if (problem === 'database_read_only') this.logger.warn('The database takes no writes');
    else this.logger.warn(`The database does not answer (${reason})`);
  }
}
