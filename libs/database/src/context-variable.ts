import { AsyncLocalStorage } from 'node:async_hooks';

/** The values of all variables, each at the index of its variable. Never changed, only replaced. */
type Values = readonly unknown[];

/**
 * One for all variables. Before version 24, Node copies the value of every `AsyncLocalStorage` that was used to each new
 * promise, and a request makes dozens.
 */
const storage = new AsyncLocalStorage<Values>();
let variables = 0;

/**
 * A value that belongs to a piece of work and to everything that the work starts, across `await`. It has the part of an
 * `AsyncLocalStorage` that is needed here, and any number of variables cost as much as one.
 */
export class ContextVariable<T extends object> {
  private readonly index = variables++;

  /** Runs `work` with a value. The values of the other variables stay. */
  run<Result>(value: T, work: () => Result): Result {
    const values = [...(storage.getStore() ?? [])];
    values[this.index] = value;
    return storage.run(values, work);
  }

  /** The value of the running code; `undefined` where none was set. */
  get(): T | undefined {
    return storage.getStore()?.[this.index] as T | undefined;
  }
}
