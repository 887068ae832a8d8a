import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { OpenAPIObject } from '@nestjs/swagger';
import { beforeAll, describe, expect, it } from 'vitest';
import { WIRES } from '@auth/wires';
import { contactOf } from '../../apps/auth/src/openapi/contact';
import { operationIdOf } from '../../apps/auth/src/openapi/document-operation';
import { type ExamplePair, type ExampleResponse, readExamples } from '../../apps/auth/src/openapi/example-pairs';
import { renderDocument } from '../../apps/auth/src/openapi/render-document';
import { send } from '../support/http/http-client';
import { OpenApiConformance } from '../support/http/openapi-conformance';
import { sharedService, type TestService } from '../support/service/service';
import { jsonDifferences } from './json-differences';
import { type DocumentedOperation, nodesOf, operationsOf, pathParametersOf, RequestSchemas } from './openapi-reading';
import { routesOf } from './route-inventory';

const ROOT = join(__dirname, '../..');

/** The headings of the document, and where what stands below them comes from. */
const SECTIONS = WIRES.map(({ name, title, module }) => ({ title, module, folder: `wires/${name}` }));
const TITLES = SECTIONS.map(({ title }) => title).toSorted();

/** The same document as without the path, where RFC 8414 wants it for an issuer with one. */
const FURTHER_ADDRESS = '/.well-known/oauth-authorization-server/*';

/** The examples of every operation. */
const EXAMPLES = SECTIONS.flatMap(({ title, folder }) =>
  [...readExamples(join(ROOT, 'apps/auth/src', folder, 'examples')).values()].map((each) => ({ title, ...each })),
);

let service: TestService;
let document: OpenAPIObject;
let operations: readonly DocumentedOperation[];

beforeAll(async () => {
  service = await sharedService();
  document = service.document;
  operations = operationsOf(document);
});

/** Compares two rendered documents: by the places where they differ first, then by the letter. */
function expectSameDocument(actual: string, expected: string): void {
  expect(jsonDifferences(JSON.parse(expected), JSON.parse(actual))).toEqual([]);
  expect(actual === expected, 'the same values in another order or layout').toBe(true);
}

/** The names of the operations of which something holds. */
function offenders(holds: (operation: DocumentedOperation) => boolean): string[] {
  return operations.filter(holds).map(({ id }) => id);
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const { info: _, ...broken } = structuredClone(document);
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it('describes every route of every section, and nothing else', () => {
    const modules = new Set<unknown>(SECTIONS.map(({ module }) => module));
    // OPTIONS tells about an operation; it is none itself.
    const routes = routesOf(service).filter(
      ({ module, method, path }) => modules.has(module) && method !== 'OPTIONS' && path !== FURTHER_ADDRESS,
    );
    const running = routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/gu, '{$1}')}`);
    expect(operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(running.sort());
  });

  it('names every operation once, below its heading, with a description', () => {
    const ids = operations.map(({ id }) => id);
    expect(ids.filter((id, index) => id === '' || ids.indexOf(id) !== index)).toEqual([]);
    expect(document.tags?.map(({ name }) => name)).toEqual(TITLES);
    expect(
      offenders(({ operation }) => operation.tags?.length !== 1 || !TITLES.includes(operation.tags[0] ?? '')),
    ).toEqual([]);
    expect(offenders(({ operation }) => !operation.summary)).toEqual([]);
    expect(offenders((each) => pathParametersOf(each.path).join() !== pathParametersOf(each).join())).toEqual([]);
  });

  it('states for every operation whether a credential is needed, and which', () => {
    const schemes = Object.keys(document.components?.securitySchemes ?? {});
    expect(offenders(({ operation }) => operation.security === undefined)).toEqual([]);
    const used = operations.flatMap(({ operation }) => (operation.security ?? []).flatMap((each) => Object.keys(each)));
    expect([...new Set(used)].sort()).toEqual([...schemes].sort());
  });

  it('names the contact from the settings', () => {
    expect(document.info.contact).toEqual({ name: 'The operator of this service' });
    const http = { ...service.settings.http, publicUrl: 'https://login.example.org', publicUrlIsDefault: false };
    const mail = { ...service.settings.mail, contact: { name: 'Ana', address: 'ana@example.org' } };
    expect(contactOf({ http, mail })).toEqual({
      name: 'Ana',
      url: 'https://login.example.org',
      email: 'ana@example.org',
    });
  });

  it('has the URL of the running service', () => {
    expect(document.servers).toEqual([{ url: '/', description: 'This service' }]);
  });

  it('has nothing empty, private or deprecated, and no unused schema', () => {
    const nodes = nodesOf(document);
    const empty = nodes.filter(({ key, value }) => isEmpty(value) && !['security', 'ownerCredential'].includes(key));
    expect(
      empty
        .filter(({ path }) => !/\.(?:security|value|example)\b|securitySchemes|\.items$/u.test(path))
        .map(({ path }) => path),
    ).toEqual([]);
    expect(nodes.filter(({ key }) => key.startsWith('x-')).map(({ path }) => path)).toEqual([]);
    const schemas = nodes.filter(({ path }) => /^components\.schemas\./u.test(path));
    expect(
      schemas
        .filter(({ key, path }) => key === 'example' && !path.includes('.properties.example'))
        .map(({ path }) => path),
    ).toEqual([]);
    const references = new Set(nodes.filter(({ key }) => key === '$ref').map(({ value }) => value));
    const names = Object.keys(document.components?.schemas ?? {}).map((name) => `#/components/schemas/${name}`);
    expect([...references].sort()).toEqual(names.sort());
  });
});

describe('the examples of the OpenAPI document', () => {
  it('exist for every request body and every response body', () => {
    const bodies = operations.flatMap(({ id, requests, responses }) =>
      [...requests, ...responses].map((body) => ({ id, ...body })),
    );
    const first = bodies.filter(({ isFirst }) => isFirst);
    expect(first.length).toBeGreaterThan(100);
    expect(first.filter(({ examples }) => examples.length === 0).map(({ id, where }) => `${id} ${where}`)).toEqual([]);
    const unnamed = bodies.flatMap(({ examples }) =>
      examples.filter(({ name, summary }) => name === '' || summary === ''),
    );
    expect(unnamed).toEqual([]);
  });

  it('match the schemas of responses strictly', () => {
    const conformance = OpenApiConformance.of(document);
    for (const { method, path, responses } of operations) {
      for (const { status, mediaType, examples } of responses) {
        for (const { value } of examples) {
          const answer = { status, mediaType, json: value, text: JSON.stringify(value), headers: new Headers() };
          conformance.assert(method, path, answer);
        }
      }
    }
  });

  it('match the schemas of requests; those marked as malformed are not shown, and do not match', () => {
    const schemas = new RequestSchemas(document);
    const wronglyMarked = EXAMPLES.flatMap(({ title, operation, pairs }) => {
      const { requests } = documented(title, operation);
      return pairs.flatMap(({ name, request }) => {
        const body = requests.find(({ mediaType, isFirst }) =>
          request.mediaType === undefined ? isFirst : mediaType === request.mediaType,
        );
        if (!body || request.body === undefined) return [];
        const problems = schemas.problems(body, request.body);
        const isMarked = request.malformed === true;
        return problems.length > 0 === isMarked ? [] : [`${title} ${operation} ${name}: ${problems.join()}`];
      });
    });
    expect(wronglyMarked).toEqual([]);
  });

  it.each(TITLES)('of %s are exactly those that the contract tests replay', (title) => {
    for (const { operation, pairs } of EXAMPLES.filter((each) => each.title === title)) {
      const described = documented(title, operation);
      for (const pair of pairs) {
        const { name, request, response, hardened } = pair;
        expect(sentAs(described, pair)).toEqual(request.malformed ? undefined : request.body);
        // An answer without a body is `null` in its pair, and nothing in the document.
        expect(answeredAs(described, name, response) ?? null).toEqual(response.body);
        if (!hardened) continue;
        expect(answeredAs(described, `${name}-hardened`, hardened.response)).toEqual(hardened.response.body);
      }
    }
  });
});

describe('openapi.json', () => {
  it('in the repository is the document (write it with npm run openapi)', () => {
    const written = readFileSync(join(ROOT, 'openapi.json'), 'utf8');
    expectSameDocument(written, renderDocument(document));
  });

  it('differs in hardened mode only in what needs the credential of the owner', async () => {
    const hardened = structuredClone((await sharedService('hardened')).document);
    const changed: string[] = [];
    for (const { id, operation } of operationsOf(hardened)) {
      const before = operations.find((each) => each.id === id)?.operation.security;
      if (JSON.stringify(before) === JSON.stringify(operation.security)) continue;
      changed.push(id);
      expect(before).toEqual([{}, ...(operation.security ?? [])]);
      operation.security = before ?? [];
    }
    expect(changed).toContain('auth100CreateUser');
    expectSameDocument(renderDocument({ ...hardened, info: document.info }), renderDocument(document));
  });
});

describe('Swagger UI', () => {
  it('is served with all its files, under a policy that allows nothing from other hosts', async () => {
    const page = await send(service.origin, 'GET', '/docs');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:|\*|script-src[^;]*unsafe/u);
    const files = [...page.text.matchAll(/(?:src|href)=["']([^"']+)["']/gu)].map(([, file = '']) => file);
    expect(files.filter((file) => file.endsWith('.js')).length).toBeGreaterThan(1);
    for (const file of files) {
      const { status } = await send(service.origin, 'GET', new URL(file, `${service.origin}/docs`).pathname);
      expect([file, status]).toEqual([file, 200]);
      expect(new URL(file, `${service.origin}/docs`).origin).toBe(service.origin);
    }
  });
});

function documented(title: string, operation: string): DocumentedOperation {
  const found = operations.find(({ id }) => id === operationIdOf(title, operation));
  if (!found) throw new Error(`${operation} is not documented`);
  return found;
}

function isEmpty(value: unknown): boolean {
  if (value === '') return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function sentAs({ requests }: DocumentedOperation, { name, request }: ExamplePair): unknown {
  const body = requests.find(({ mediaType, isFirst }) =>
    request.mediaType === undefined ? isFirst : mediaType === request.mediaType,
  );
  return body?.examples.find((example) => example.name === name)?.value;
}

function answeredAs({ responses }: DocumentedOperation, name: string, { status, mediaType }: ExampleResponse): unknown {
  const body = responses.find((each) => each.status === status && each.mediaType === mediaType);
  return body?.examples.find((example) => example.name === name)?.value;
}
