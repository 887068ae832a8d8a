import type { OpenAPIObject } from '@nestjs/swagger';

type Node = Record<string, unknown>;

/** Information that the decorators cannot write, or must not leave in the document. */
export interface FinishOptions {
  /** Whether operations that belong to an owner take the owner from the request (documented mode). */
  readonly ownersUnproved: boolean;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
const ONE_MEDIA_TYPE = 'x-media-type';

/** A request body or a response. */
interface Described {
  content?: Record<string, { examples?: Record<string, Node> }>;
  headers?: Node;
}

/** Converts a generated document into valid OpenAPI 3.1, without changing its meaning. */
export function finishDocument(document: OpenAPIObject, { ownersUnproved }: FinishOptions): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      operation.security = requirements(operation.security ?? [], ownersUnproved);
      for (const parameter of operation.parameters ?? []) finishParameter(parameter);
      if (operation.parameters?.length === 0) delete operation.parameters;
      const described = [operation.requestBody ?? {}, ...Object.values(operation.responses)];
      for (const each of described) finishBody(each as Described);
    }
  }
  for (const schema of Object.values(document.components?.schemas ?? {})) listExamples(schema);
  document.tags?.sort((one, other) => one.name.localeCompare(other.name, 'en'));
  return document;
}

/** An empty requirement, which the decorators cannot write, says that the operation also works without any. */
function requirements(
  written: readonly Record<string, string[]>[],
  ownersUnproved: boolean,
): Record<string, string[]>[] {
  return written.flatMap((requirement) => {
    if ('none' in requirement) return [{}];
    if ('none-when-documented' in requirement) return ownersUnproved ? [{}] : [];
    return [requirement];
  });
}

/** A query or a path has no null, also not among its enum values; and a parameter has its own example. */
function finishParameter(parameter: { example?: unknown; schema?: object } | object): void {
  if (!('schema' in parameter)) return;
  const schema = parameter.schema as Node;
  const types = schema['type'];
  if (Array.isArray(types)) schema['type'] = types.find((type) => type !== 'null') as unknown;
  const choices = schema['enum'];
  if (Array.isArray(choices)) schema['enum'] = choices.filter((choice) => choice !== null) as unknown[];
  if (!('example' in schema)) return;
  Object.assign(parameter, { example: schema['example'] });
  delete schema['example'];
}

/** Each example occurs once: at its media type, or at the first one if it has none. */
function finishBody(described: Described): void {
  const [first] = Object.keys(described.content ?? {});
  for (const [mediaType, content] of Object.entries(described.content ?? {})) {
    const examples = Object.entries(content.examples ?? {})
      .filter(([, example]) => (example[ONE_MEDIA_TYPE] ?? first) === mediaType)
      .map(([name, { [ONE_MEDIA_TYPE]: _, ...example }]) => [name, example] as const);
    if (examples.length > 0) content.examples = Object.fromEntries(examples);
    else delete content.examples;
  }
  if (Object.keys(described.headers ?? {}).length === 0) delete described.headers;
}

/** In the schemas of OpenAPI 3.1 `example` is deprecated in favour of JSON Schema's `examples`. */
function listExamples(schema: { properties?: Record<string, object> } | object): void {
  if (!('properties' in schema)) return;
  for (const property of Object.values(schema.properties ?? {}) as Node[]) {
    if (!('example' in property)) continue;
    property['examples'] = [property['example']];
    delete property['example'];
  }
}
