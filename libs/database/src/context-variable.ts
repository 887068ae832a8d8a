import { AsyncLocalStorage } from 'node:async_hooks';

/** The values of all variables, each at the index of its variable. Never changed, only replaced. */
type Values = readonly unknown[];

/**
 * One for all variables. Before version 24, Node copies the values of an `AsyncLocalStorage` that is enabled to each new
 * promise, and a request makes dozens.
 */
const storage = new AsyncLocalStorage<Values>();
const isCopied = Number.parseInt(process.versions.node, 10) < 24;
let variables = 0;

/** Pieces of work with a value that are not finished. Only then is the storage enabled where its values are copied. */
let unfinished = 0;

/**
 * A value that belongs to a piece of work and to everything that the work starts, across `await`. It has the part of an
 * `AsyncLocalStorage` that is needed here, and any number of variables cost as much as one.
 */
export class ContextVariable<T extends object> {
  private readonly index = variables++;

  /**
   * Runs `work` with a value. The values of the other variables stay.
   * @param work is finished when it returns, or when its promise settles. What it leaves running may lose the value.
   */
  run<Result>(value: T, work: () => Result): Result {
    unfinished += 1;
    try {
      const result = storage.run(this.with(value), work);
      if (result instanceof Promise) result.then(finish, finish);
      else finish();
      return result;
    } catch (error) {
      finish();
      throw error;
    }
  }

  /**
   * Runs `work` with a value only while other work needs one. Otherwise `work` has no value, and its promises cost
   * nothing. It never has the value of other work.
   */
  join<Result>(value: T, work: () => Result): Result {
    return isCopied && unfinished === 0 ? work() : storage.run(this.with(value), work);
  }

  /** The value of the running code; `undefined` where none was set. */
  get(): T | undefined {
    return storage.getStore()?.[this.index] as T | undefined;
  }

  private with(value: T): Values {
    const values = [...(storage.getStore() ?? [])];
    values[this.index] = value;
    return values;
  }
}

function finish(): void {
  unfinished -= 1;
  if (isCopied && unfinished === 0) storage.disable();
}
