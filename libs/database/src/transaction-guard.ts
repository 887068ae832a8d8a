import { AsyncLocalStorage } from 'node:async_hooks';
import type { QueryRunner } from 'typeorm';

/**
 * Inside a transaction something else than the transaction's own manager was asked for data, or a second transaction was begun.
 * It is a mistake in the program: the query would not be part of the transaction, and on a single connection it would wait for ever.
 */
export class NestedQueryError extends Error {
  override readonly name = 'NestedQueryError';

  constructor() {
    super('Inside a transaction only the manager that was handed to it may be used.');
  }
}

interface OpenTransaction {
  readonly runner: QueryRunner;
  open: boolean;
}

/** Knows which transaction the running code is in, whatever it awaited on the way. One guard belongs to one data source. */
export class TransactionGuard {
  readonly #current = new AsyncLocalStorage<OpenTransaction>();

  /** Runs `work` as part of the transaction of `runner`; the bond ends with it, even for what it left running. */
  async inside<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
    const transaction: OpenTransaction = { runner, open: true };
    try {
      return await this.#current.run(transaction, work);
    } finally {
      transaction.open = false;
    }
  }

  /**
   * @param runner who wants to reach the database; `null` for one that doesn't exist yet
   * @throws NestedQueryError inside a transaction, unless it is the transaction's own runner
   */
  admit(runner: QueryRunner | null): void {
    const transaction = this.#current.getStore();
    if (transaction?.open === true && transaction.runner !== runner) throw new NestedQueryError();
  }
}
