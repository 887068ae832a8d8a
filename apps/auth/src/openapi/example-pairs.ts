import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A request, as the document prints it. */
export interface ExampleRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent unchanged instead of `body`, for content that is not JSON. */
  readonly text?: string;
  /** The only media type of the request; absent if JSON and forms get the same answer. */
  readonly mediaType?: string;
  /** The body violates its schema: the document shows its answer, and does not offer it for sending. */
  readonly malformed?: true;
}

/** The whole answer to it. */
export interface ExampleResponse {
  readonly status: number;
  readonly mediaType: string;
  /** Headers that the answer must have, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Arrays that are shown only in part, by their path, with their real length. */
  readonly excerpt?: Readonly<Record<string, number>>;
}

/**
 * Values of an answer that differ each time, by their path (`result.0.id`, `header:link`), with their kind: one that
 * the contract tests know.
 */
export type VolatileValues = Readonly<Record<string, string>>;

/** One request and the answer to it. The pairs feed the OpenAPI document and are replayed by the contract tests. */
export interface ExamplePair {
  /** Unique within its operation; the name of the example in the document. */
  readonly name: string;
  readonly summary: string;
  /** `true` if the published document prints it, `false` for our addition. */
  readonly printed: boolean;
  /** The state that the request needs, as the contract tests know it. */
  readonly given: string;
  readonly request: ExampleRequest;
  /** The answer in documented mode. */
  readonly response: ExampleResponse;
  readonly volatile?: VolatileValues;
  /** The answer in hardened mode, if it differs. */
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
