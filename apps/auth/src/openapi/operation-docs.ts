import type { Type } from '@nestjs/common';
import type { ApiHeaderOptions } from '@nestjs/swagger';
import type { FailureCode } from '../http/errors/failure';
import type { WireAnswer } from '../http/errors/wire-answer';
import type { OperationExamples } from './example-pairs';

/** A JSON Schema, as OpenAPI 3.1 has it. */
export type Schema = Readonly<Record<string, unknown>>;

/** The description of a dialect. */
export interface DialectDocs {
  readonly tag: string;
  readonly examples: ReadonlyMap<string, OperationExamples>;
  readonly headers: readonly ApiHeaderOptions[];
  /** The media types of bodies; JSON and forms by default. */
  readonly mediaTypes?: readonly string[];
  /** The schema of its failures and the class behind it. */
  readonly failureModel: { readonly type: Type; readonly schema: Schema };
  /** Failures that every operation may answer with, and those of operations that take a body. */
  readonly commonFailures: readonly FailureCode[];
  readonly bodyFailures: readonly FailureCode[];
  readonly presentFailure: (code: FailureCode) => WireAnswer;
}

/** The description of an operation. */
export interface OperationDocs {
  readonly summary: string;
  readonly description?: string;
  readonly status: 200 | 201;
  /** `null` for an answer without a body. */
  readonly schema: Schema | null;
  readonly models: readonly Type[];
  readonly body?: Type;
  readonly failures: readonly FailureCode[];
  /** Alternatives: names of schemes, `none`, and `none-when-documented` if only hardened mode requires a credential. */
  readonly security?: readonly string[];
  readonly responseHeaders?: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>;
}
