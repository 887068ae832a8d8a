import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** A named example. */
export interface DocumentedExample {
  readonly name: string;
  readonly summary: string;
  readonly value: unknown;
}

/** A body, sent or answered, in one media type. */
export interface DocumentedBody {
  /** For people. */
  readonly where: string;
  readonly mediaType: string;
  /** Whether it is the first of the media types, where the examples stand. */
  readonly isFirst: boolean;
  readonly schema: object;
  readonly examples: readonly DocumentedExample[];
}

/** An operation of the document. */
export interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly requests: readonly DocumentedBody[];
  readonly responses: readonly (DocumentedBody & { readonly status: number })[];
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Every operation of a document. */
export function operationsOf(document: OpenAPIObject): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const responses = Object.entries(operation.responses).flatMap(([status, response]) =>
        bodiesOf(response, status).map((body) => ({ ...body, status: Number(status) })),
      );
      const id = operation.operationId ?? '';
      return [{ id, method, path, operation, requests: bodiesOf(operation.requestBody, 'request'), responses }];
    }),
  );
}

/** The names of the parameters of a path: those that it has, or those that an operation declares. */
export function pathParametersOf(source: string | DocumentedOperation): string[] {
  if (typeof source === 'string') return [...source.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name).sort();
  const declared = (source.operation.parameters ?? []).filter(
    (each) => 'in' in each && each.in === 'path' && each.required === true,
  );
  return declared.map((each) => ('name' in each ? each.name : '')).sort();
}

/** One place in a document. */
export interface DocumentNode {
  readonly path: string;
  readonly key: string;
  readonly value: unknown;
}

/** Every place in a document, except inside the values of examples, which are anybody's. */
export function nodesOf(value: unknown, path = '', key = ''): DocumentNode[] {
  const here = { path, key, value };
  if (typeof value !== 'object' || value === null || /\.examples\.[^.]+\.value$/u.test(path)) return [here];
  const below = Object.entries(value).flatMap(([name, each]) =>
    nodesOf(each, path === '' ? name : `${path}.${name}`, name),
  );
  return [here, ...below];
}

/** Validates bodies against the schemas of a document. */
export class RequestSchemas {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(private readonly document: OpenAPIObject) {
    addFormats(this.ajv);
  }

  /** The violations of a schema by a body. */
  problems({ schema }: DocumentedBody, value: unknown): string[] {
    const validate = this.ajv.compile({ ...schema, components: this.document.components });
    return validate(value) ? [] : [this.ajv.errorsText(validate.errors)];
  }
}

interface Described {
  readonly content?: Record<
    string,
    { readonly schema?: object; readonly examples?: Record<string, Omit<DocumentedExample, 'name'>> }
  >;
}

function bodiesOf(described: object | undefined, where: string): DocumentedBody[] {
  return Object.entries((described as Described | undefined)?.content ?? {}).map(([mediaType, content], index) => ({
    where: `${where} ${mediaType}`,
    mediaType,
    isFirst: index === 0,
    schema: content.schema ?? {},
    examples: Object.entries(content.examples ?? {}).map(([name, { summary, value }]) => ({ name, summary, value })),
  }));
}
