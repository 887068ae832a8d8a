import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A request, as the document prints it. */
export interface ExampleRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`: for what is no JSON. */
  readonly text?: string;
  /** The only media type that the request is about; without it, JSON and forms are answered alike. */
  readonly mediaType?: string;
  /** The body is not as its schema wants it: the document shows what is answered, and never offers it for sending. */
  readonly malformed?: true;
}

/** The whole answer to it. */
export interface ExampleResponse {
  readonly status: number;
  readonly mediaType: string;
  /** Headers that the answer must have, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Arrays of which only the beginning is shown, by their path, and how long they really are. */
  readonly excerpt?: Readonly<Record<string, number>>;
}

/**
 * Values of an answer that differ each time, by their path (`result.0.id`, `header:link`), and what kind of value they
 * are: a kind that the contract tests know.
 */
export type VolatileValues = Readonly<Record<string, string>>;

/** One request and the answer to it. The pairs feed the OpenAPI document and are replayed by the contract tests. */
export interface ExamplePair {
  /** Unique within its operation; the name of the example in the document. */
  readonly name: string;
  readonly summary: string;
  /** Whether the published document prints it, as opposed to an addition of ours. */
  readonly printed: boolean;
  /** The state that the request needs, as the contract tests know it. */
  readonly given: string;
  readonly request: ExampleRequest;
  /** The answer in documented mode. */
  readonly response: ExampleResponse;
  readonly volatile?: VolatileValues;
  /** The answer in hardened mode, where it is another one. */
  readonly hardened?: { readonly response: ExampleResponse; readonly volatile?: VolatileValues };
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
