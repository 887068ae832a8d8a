import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IDENTITY_ERROR_CODES } from '@portero/identity';
import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../../apps/auth/src/dialects';
import type { Dialect } from '../../apps/auth/src/dialects/dialect';
import { EDGE_ERROR_CODES, failure } from '../../apps/auth/src/http/errors/failure';
import { readExamples } from '../../apps/auth/src/openapi/example-pairs';

const ROOT = join(__dirname, '../../apps/auth/src/dialects');
const FOLDERS = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const CODES = [...IDENTITY_ERROR_CODES, ...EDGE_ERROR_CODES];

describe('the folders of the dialects', () => {
  it('are all spoken, each by one line of the index', () => {
    expect(DIALECTS.map(({ name }) => name).sort()).toEqual([...FOLDERS].sort());
  });

  it('are bound to paths, profiles and settings by names of their own', () => {
    const { size } = new Set(DIALECTS.flatMap(({ name, title, module }) => [name, title, module]));
    expect(size).toBe(DIALECTS.length * 3);
  });
});

describe.each(FOLDERS)('the folder of %s', (name) => {
  const folder = join(ROOT, name);

  it.each([
    'index.ts',
    `${name}.errors.ts`,
    `${name}.openapi.ts`,
    `${name}.presenter.ts`,
    `${name}.contract.spec.ts`,
    'examples',
  ])('holds %s', (part) => {
    expect(existsSync(join(folder, part))).toBe(true);
  });

  it('holds examples, and each file is named by its operation', () => {
    const examples = readExamples(join(folder, 'examples'));
    expect(examples.size).toBeGreaterThan(0);
    expect(readdirSync(join(folder, 'examples')).filter((file) => file.endsWith('.json'))).toHaveLength(examples.size);
    for (const { pairs } of examples.values()) expect(pairs.length).toBeGreaterThan(0);
  });
});

describe.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))('%s', (name, dialect) => {
  it('has a table of errors that answers every code of the core and of the edge, and no other', async () => {
    const module = (await import(join(ROOT, name, `${name}.errors.ts`))) as Record<string, unknown>;
    const tables = Object.values(module).filter((each) => typeof each === 'object' && each !== null);
    const complete = tables.filter((table) => CODES.every((code) => code in table));
    expect(complete).toHaveLength(1);
    expect(Object.keys(complete[0] as object).sort()).toEqual([...CODES].sort());
  });

  it.each(CODES)('puts %s on its wire as a failure with a body', (code) => {
    const { status, body, mediaType } = present(dialect, code);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(mediaType).toMatch(/^application\/(?:problem\+)?json/u);
    expect(body).toBeTypeOf('object');
  });

  it('says nothing more of an internal error than that there was one', () => {
    expect(present(dialect, 'internal_error').status).toBe(500);
    expect(present(dialect, 'unavailable').status).toBe(503);
    expect(present(dialect, 'busy').status).toBe(503);
  });
});

function present(dialect: Dialect, code: (typeof CODES)[number]) {
  const request = { url: '/', originalUrl: '/', method: 'GET', headers: {}, query: {}, body: undefined };
  return dialect.presentFailure(failure(code), request as never);
}
