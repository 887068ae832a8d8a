import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One request and the answer to it. The pairs feed the OpenAPI document and are replayed by the contract tests. */
export interface ExamplePair {
  /** Unique within its operation; the name of the example in the document. */
  readonly name: string;
  readonly summary: string;
  /** Whether the published document prints it, as opposed to an addition of ours. */
  readonly printed: boolean;
  /** The state that the request needs, as the contract tests know it. */
  readonly given: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly response: { readonly status: number; readonly mediaType: string; readonly body: unknown };
  /** Values of the answer that differ each time, by their path, and what kind of value they are. */
  readonly volatile?: Readonly<Record<string, string>>;
}

/** The examples of one operation: one file. */
export interface OperationExamples {
  readonly operation: string;
  readonly pairs: readonly ExamplePair[];
}

/** Reads every file of an `examples/` folder, by operation. */
export function readExamples(folder: string): ReadonlyMap<string, OperationExamples> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const read = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as OperationExamples);
  return new Map(read.map((examples) => [examples.operation, examples]));
}
