import { Signal } from '../signals/signal';
import { isTraced, traced, type Work } from '../signals/tracer';

/** Called with the text of a statement, and with its name where it is a prepared one. It must not throw. */
export type StatementListener = (text: string, name: string | null) => void;

/** The observers of sent statements. */
export class StatementObservers {
  private readonly listeners = new Set<StatementListener>();

  /** @returns what ends it */
  observe(listener: StatementListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** How long a statement took, in seconds, failed ones included. */
  readonly took = new Signal<number>();

  /** Which server answered a statement that may go to a standby. */
  readonly read = new Signal<'standby' | 'primary'>();

  /** Passes a statement on. */
  sent(text: string, name: string | null = null): void {
    for (const listener of this.listeners) listener(text, name);
  }

  /** Runs a statement, reports its duration, and records it in the trace: its text, never its parameters. */
  timed<T>(text: string, name: string | null, run: () => Promise<T>): Promise<T> {
    return isTraced() ? traced(statementSpan(text, name), () => this.measured(run)) : this.measured(run);
  }

  private async measured<T>(run: () => Promise<T>): Promise<T> {
    if (!this.took.isHeard) return run();
    const begun = performance.now();
    try {
      return await run();
    } finally {
      this.took.tell((performance.now() - begun) / 1000);
    }
  }
}

/** Statements of TypeORM may be several kilobytes long. */
const LONGEST_TEXT = 2000;

/** By OpenTelemetry's conventions for databases. Statements outside of requests, such as polling, begin no trace. */
function statementSpan(text: string, name: string | null): Work {
  const [operation = ''] = /^\w+/u.exec(text) ?? [];
  return {
    name: name ?? operation.toUpperCase(),
    kind: 'client',
    shown: 'inside',
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operation.toUpperCase(),
      'db.query.text': text.slice(0, LONGEST_TEXT),
    },
  };
}
