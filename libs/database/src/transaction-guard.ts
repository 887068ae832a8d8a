import type { QueryRunner } from 'typeorm';
import { ContextVariable } from './context-variable';

/**
 * Code inside a transaction used something else than the transaction's manager, or began a second transaction. This is
 * a bug: the query would not be part of the transaction, and with a single connection it would wait for ever.
 */
export class NestedQueryError extends Error {
  override readonly name = 'NestedQueryError';

  constructor() {
    super('Inside a transaction only the manager that was handed to it may be used.');
  }
}

interface OpenTransaction {
  readonly guard: TransactionGuard;
  readonly runner: QueryRunner;
  /** The transaction, of another data source, in which this one began. */
  readonly outer: OpenTransaction | undefined;
  open: boolean;
}

/** One for all guards, because a transaction of one data source may begin in that of another. */
const current = new ContextVariable<OpenTransaction>();

/** Tracks the transaction of the running code across awaits. Each data source has its own guard. */
export class TransactionGuard {
  /** Runs `work` as part of the transaction of `runner`. This ends with `work`, even for calls that it left running. */
  async inside<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
    const transaction: OpenTransaction = { guard: this, runner, outer: innermost(isOpen), open: true };
    try {
      return await current.run(transaction, work);
    } finally {
      transaction.open = false;
    }
  }

  /**
   * @param runner the runner that is about to send a query; `null` if it does not exist yet
   * @throws NestedQueryError inside a transaction, unless it is the transaction's own runner
   */
  admit(runner: QueryRunner | null): void {
    const transaction = innermost((each) => isOpen(each) && each.guard === this);
    if (transaction !== undefined && transaction.runner !== runner) throw new NestedQueryError();
  }
}

/** The innermost transaction of the running code with a property. */
function innermost(matches: (transaction: OpenTransaction) => boolean): OpenTransaction | undefined {
  let transaction = current.get();
  while (transaction !== undefined && !matches(transaction)) transaction = transaction.outer;
  return transaction;
}

/** Calls that a transaction left running would otherwise keep it, and all before it. */
function isOpen({ open }: OpenTransaction): boolean {
  return open;
}
