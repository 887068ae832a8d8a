import { constants } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Argon2Costs, Argon2Engine } from './password-hasher';

/** A request to a thread, and its answer. */
type Question =
  | { readonly work: 'hash'; readonly password: string; readonly costs: Argon2Costs }
  | { readonly work: 'verify'; readonly password: string; readonly stored: string };
type Answer = { readonly result: string | boolean } | { readonly failure: string };

interface Job {
  readonly question: Question;
  readonly resolve: (result: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The code of a thread. It is text, because a thread that loads a module would start from another file in the build than
 * in the tests. On Linux a priority belongs to a thread, whose id stands at the end of /proc/thread-self.
 */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const { readlinkSync } = require('node:fs');
const { setPriority } = require('node:os');
try {
  if (process.platform === 'linux') setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), workerData.priority);
} catch {
  // The thread then runs with the priority of the process.
}
const { hashSync, verifySync } = require(workerData.path);
parentPort.on('message', ({ work, password, stored, costs }) => {
  try {
    parentPort.postMessage({ result: work === 'hash' ? hashSync(password, costs) : verifySync(stored, password) });
  } catch (error) {
    parentPort.postMessage({ failure: String(error.message) });
  }
});
`;

/** A thread needs little heap, because the memory of a hash is outside of it. */
const HEAP = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, codeRangeSizeMb: 8 };

/**
 * Hashes by `@node-rs/argon2` in separate threads with a lower priority than the rest of the process. Requests that
 * need no hash get processor time at once even when log-ins use every core. A thread starts when it is first needed,
 * and stays.
 */
export class HashThreads implements Argon2Engine {
  private readonly idle: Worker[] = [];
  private readonly jobs = new Map<Worker, Job>();
  private readonly waiting: Job[] = [];

  /**
   * @param path of `@node-rs/argon2`
   * @param most the maximum number of threads
   */
  constructor(
    private readonly path: string,
    private readonly most: number,
  ) {}

  async hash(password: string, costs: Argon2Costs): Promise<string> {
    return (await this.ask({ work: 'hash', password, costs })) as string;
  }

  async verify(stored: string, password: string): Promise<boolean> {
    return (await this.ask({ work: 'verify', password, stored })) as boolean;
  }

  async close(): Promise<void> {
    await Promise.all([...this.idle, ...this.jobs.keys()].map((thread) => thread.terminate()));
  }

  private ask(question: Question): Promise<string | boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      this.dispatch();
    });
  }

  private dispatch(): void {
    if (this.waiting.length === 0) return;
    const thread = this.idle.pop() ?? (this.jobs.size < this.most ? this.start() : null);
    const job = thread && this.waiting.shift();
    if (!thread || !job) return;
    this.jobs.set(thread, job);
    // A command must not end while it waits for a hash, and may end when no hash is pending.
    thread.ref();
    thread.postMessage(job.question);
  }

  private start(): Worker {
    const priority = constants.priority.PRIORITY_BELOW_NORMAL;
    const thread = new Worker(THREAD, {
      eval: true,
      workerData: { path: this.path, priority },
      resourceLimits: HEAP,
      // Options of the process, for example a loader or a profiler, must not apply to a thread that runs one function.
      execArgv: [],
    });
    thread.unref();
    thread.on('message', (answer: Answer) => {
      this.settle(thread, answer);
      this.idle.push(thread);
      thread.unref();
      this.dispatch();
    });
    thread.on('error', (error: Error) => {
      this.settle(thread, { failure: error.message });
    });
    thread.on('exit', () => {
      const at = this.idle.indexOf(thread);
      if (at !== -1) this.idle.splice(at, 1);
      this.settle(thread, { failure: 'The thread ended' });
      this.dispatch();
    });
    return thread;
  }

  private settle(thread: Worker, answer: Answer): void {
    const job = this.jobs.get(thread);
    this.jobs.delete(thread);
    if ('result' in answer) job?.resolve(answer.result);
    else job?.reject(new Error(`The hash failed: ${answer.failure}`));
  }
}
