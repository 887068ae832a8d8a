import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const TIME_LIMIT_MS = 2000;
/** Probes within this time share one question, so that nobody can load the database with probes. */
const SHARED_MS = 100;

/** Why no requests should be sent here. */
export type NotReady = 'draining' | 'database_unreachable' | 'database_read_only';

/** Whether requests should be sent to this process. */
@Injectable()
export class Readiness {
  private draining = false;
  private asked: { readonly at: number; readonly answer: Promise<NotReady | null> } | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** From now on the process asks to be taken out of rotation, while it still serves everything. */
  drain(): void {
    this.draining = true;
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** `null` when the database answered within two seconds and took writes, a tenth of a second ago at most. A problem is asked about anew. */
  async problem(): Promise<NotReady | null> {
    if (this.draining) return 'draining';
    const now = performance.now();
    if (this.asked !== null && now - this.asked.at <= SHARED_MS) return this.asked.answer;
    const asked = { at: now, answer: this.ask() };
    this.asked = asked;
    const problem = await asked.answer;
    // A problem may be over at once; the next probe asks again.
    if (problem !== null && this.asked === asked) this.asked = null;
    return problem;
  }

  private ask(): Promise<NotReady | null> {
    const limit = new Promise<NotReady>((resolve) =>
      setTimeout(resolve, TIME_LIMIT_MS, 'database_unreachable' satisfies NotReady).unref(),
    );
    return Promise.race([this.databaseProblem(), limit]);
  }

  private async databaseProblem(): Promise<NotReady | null> {
    try {
      const [row] = await this.dataSource.query<readonly { read_only: string }[]>(
        `SELECT current_setting('transaction_read_only') AS read_only`,
      );
      return row?.read_only === 'off' ? null : 'database_read_only';
    } catch {
      return 'database_unreachable';
    }
  }
}
