import { createHash } from 'node:crypto';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Answer } from './http-client';

/** A part of a JSON document. */
type Json = Record<string, unknown>;

/** One documented operation. */
interface Operation {
  readonly id: string;
  readonly method: string;
  readonly pattern: RegExp;
  /** More fixed segments win over parameters. */
  readonly weight: number;
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema?: Json }> }>;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
const DOCUMENT_ID = 'https://portero.invalid/openapi.json';

/** Validates answers against the OpenAPI document: status, media type and body of every documented operation. */
export class OpenApiConformance {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly operations: readonly Operation[];
  /** Validators by the text of their schema. Many answers share a schema, and one takes tens of milliseconds to compile. */
  private readonly validators = new Map<string, ValidateFunction>();

  private static readonly known = new Map<string, OpenApiConformance>();

  /** Services with the same document share one, because its schemas take long to compile. */
  static of(document: OpenAPIObject): OpenApiConformance {
    const key = createHash('sha256').update(JSON.stringify(document)).digest('base64');
    const found = this.known.get(key) ?? new OpenApiConformance(document);
    this.known.set(key, found);
    return found;
  }

  private constructor(document: OpenAPIObject) {
    addFormats(this.ajv);
    // Responses must have no undocumented properties.
    this.ajv.addSchema({ $id: DOCUMENT_ID, ...(closed(structuredClone(document)) as Json) });
    this.operations = Object.entries(document.paths)
      .flatMap(([path, item]) =>
        METHODS.flatMap((method) => {
          const operation = item[method];
          if (!operation) return [];
          const segments = path.split('/');
          const pattern = new RegExp(
            `^${segments.map((part) => (part.startsWith('{') ? '[^/]+' : part.replaceAll('.', String.raw`\.`))).join('/')}$`,
            'u',
          );
          const weight = segments.filter((part) => !part.startsWith('{')).length;
          return [
            {
              id: operation.operationId ?? path,
              method,
              pattern,
              weight,
              responses: operation.responses as Operation['responses'],
            },
          ];
        }),
      )
      .sort((a, b) => b.weight - a.weight);
  }

  /** The operation that a request belongs to. */
  operationOf(method: string, target: string): Operation | null {
    const path = target.split('?')[0] ?? target;
    const bare = path.length > 1 ? path.replace(/\/$/u, '') : path;
    const candidates = this.operations.filter((each) => each.method === method.toLowerCase());
    return (
      candidates.find(({ pattern }) => pattern.test(path)) ??
      candidates.find(({ pattern }) => pattern.test(bare)) ??
      null
    );
  }

  /** Throws when an answer is not as documented. */
  assert(method: string, target: string, answer: Answer): void {
    const operation = this.operationOf(method, target);
    if (operation === null) return;
    const where = `${method} ${target} (${operation.id}) answered ${answer.status} ${answer.mediaType}`;
    const documented = operation.responses[answer.status];
    if (!documented) throw new Error(`${where}, a status that is not documented: ${answer.text}`);
    const schema = documented.content?.[answer.mediaType]?.schema;
    if (documented.content && !schema) throw new Error(`${where}, a media type that is not documented`);
    if (!schema) return;
    const validate = this.validator(schema);
    if (!validate(answer.json))
      throw new Error(`${where}, not as documented: ${this.ajv.errorsText(validate.errors)}: ${answer.text}`);
  }

  private validator(schema: Json): ValidateFunction {
    const key = JSON.stringify(schema);
    const validate = this.validators.get(key) ?? this.ajv.compile(absolute(closed(schema)) as Json);
    this.validators.set(key, validate);
    return validate;
  }
}

/** Forbids properties that a schema of an object does not name. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === 'example' || key === 'examples' ? value : closed(value)]),
  );
  return 'properties' in copy && !('additionalProperties' in copy) && !('allOf' in copy)
    ? { ...copy, additionalProperties: false }
    : copy;
}

/** Makes references into the document absolute. */
function absolute(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(absolute);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? `${DOCUMENT_ID}${value}` : absolute(value),
    ]),
  );
}
