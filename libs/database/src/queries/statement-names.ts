import { Logger } from '@nestjs/common';

/** Whether statements are named: a pooler in transaction mode may not keep prepared statements. */
export type Preparing = 'on' | 'off';

/** SQLSTATEs for a name that another connection has prepared: it does not exist, or exists already. */
const LOST = new Set(['26000', '42P05']);

/** Tracks whether the connections of a data source keep prepared statements. Assumed until the first failure. */
export class StatementNames {
  #kept: boolean;

  /** @param canBeLost `false` for connections without a pooler, where a lost name is a bug */
  constructor(
    preparing: Preparing,
    private readonly canBeLost: boolean,
  ) {
    this.#kept = preparing === 'on';
  }

  get kept(): boolean {
    return this.#kept;
  }

  /**
   * Stops naming statements if a statement failed because a pooler does not keep prepared statements.
   * @returns whether this was the reason. The statement did not run then
   */
  lostBy(error: unknown): boolean {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (!this.canBeLost || typeof code !== 'string' || !LOST.has(code)) return false;
    if (this.#kept) {
      new Logger('Database').warn(
        `DATABASE_URL is a pooler that does not keep prepared statements (SQLSTATE ${code}): going on without. Set DATABASE_PREPARED=off`,
      );
    }
    this.#kept = false;
    return true;
  }
}
