import type { OpenAPIObject } from '@nestjs/swagger';

/** A part of a JSON document. */
type Json = Record<string, unknown>;

/** A documented operation, the input of a generator. */
export interface Target {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly fields: readonly string[];
}

/** The operations of an OpenAPI document. */
export function targetsOf(document: OpenAPIObject): readonly Target[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'put', 'post', 'delete', 'patch'] as const).flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const parameters = (operation.parameters ?? []) as { readonly in?: string; readonly name?: string }[];
      const query = parameters.filter((each) => each.in === 'query').map((each) => each.name ?? '');
      return [
        {
          method: method.toUpperCase(),
          path,
          query,
          fields: fieldsOf(operation.requestBody as Json | undefined, document),
        },
      ];
    }),
  );
}

function fieldsOf(body: Json | undefined, document: OpenAPIObject): readonly string[] {
  const content = Object.values((body?.['content'] ?? {}) as Record<string, { readonly schema?: Json }>);
  const schema = content[0]?.schema ?? {};
  const name = typeof schema['$ref'] === 'string' ? (schema['$ref'].split('/').at(-1) ?? '') : '';
  const resolved = (document.components?.schemas?.[name] ?? schema) as Json;
  return Object.keys(resolved['properties'] ?? {});
}
