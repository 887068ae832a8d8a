import { Logger } from '@nestjs/common';

/** Whether statements are named: a pooler that hands out another connection for each transaction may not keep names. */
export type Preparing = 'on' | 'off';

/** What PostgreSQL says to a name that another connection was told: it does not exist, or exists already. */
const LOST = new Set(['26000', '42P05']);

/** Whether the connections of a data source keep the names of statements, until it turns out that they do not. */
export class StatementNames {
  #kept: boolean;

  /** @param canBeLost `false` for connections that no pooler can stand before: a lost name is a mistake there */
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
   * Gives names up when a statement failed because a pooler keeps none.
   * @returns whether that is why it failed. Nothing of it ran then
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
