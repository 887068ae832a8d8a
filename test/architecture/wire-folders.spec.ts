import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IDENTITY_ERROR_CODES } from '@portero/identity';
import { describe, expect, it } from 'vitest';
import { EDGE_ERROR_CODES, failure } from '@auth/http/errors/failure';
import { readExamples } from '@auth/openapi/example-pairs';
import { WIRES } from '@auth/wires';
import type { WireDefinition } from '@auth/wires/wire-definition';
import { toy } from '../support/dialects/toy-dialect';

const ROOT = join(__dirname, '../../apps/auth/src/wires');
const FOLDERS = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const CODES = [...IDENTITY_ERROR_CODES, ...EDGE_ERROR_CODES];

/** Every wire with its folder. The toy of the tests is held to the same rules, so that it stays an example to copy. */
const EVERY_WIRE = [
  ...WIRES.map((wire) => ({ name: wire.name, wire, folder: join(ROOT, wire.name) })),
  { name: toy.name, wire: toy, folder: join(__dirname, '../support/dialects/toy-dialect') },
];

describe('the folders of the wires', () => {
  it('are all served, each by one line of the index', () => {
    expect(WIRES.map(({ name }) => name).sort()).toEqual([...FOLDERS].sort());
  });

  it('are bound to paths, profiles and settings by names of their own', () => {
    const wires = EVERY_WIRE.map(({ wire }) => wire);
    const { size } = new Set(wires.flatMap(({ name, title, module, tokens }) => [name, title, module, tokens]));
    expect(size).toBe(wires.length * 4);
  });
});

describe.each(EVERY_WIRE)('the folder of $name', ({ name, folder, wire }) => {
  it.each(['index.ts', 'module.ts', 'errors.ts', 'openapi.ts', 'profile.ts', 'examples'])('holds %s', (part) => {
    const file = part === 'index.ts' || part === 'examples' ? part : `${name}.${part}`;
    expect(existsSync(join(folder, file))).toBe(true);
  });

  it('holds examples, and each file is named by its operation', () => {
    const examples = readExamples(join(folder, 'examples'));
    expect(examples.size).toBeGreaterThan(0);
    expect(readdirSync(join(folder, 'examples')).filter((file) => file.endsWith('.json'))).toHaveLength(examples.size);
    for (const { pairs } of examples.values()) expect(pairs.length).toBeGreaterThan(0);
  });

  it('has a table of errors that answers every code of the core and of the edge, and no other', async () => {
    const module = (await import(join(folder, `${name}.errors.ts`))) as Record<string, unknown>;
    const tables = Object.values(module).filter((each) => typeof each === 'object' && each !== null);
    const complete = tables.filter((table) => CODES.every((code) => code in table));
    expect(complete).toHaveLength(1);
    expect(Object.keys(complete[0] as object).sort()).toEqual([...CODES].sort());
  });

  it.each(CODES)('puts %s on its wire as a failure with a body', (code) => {
    const { status, body, mediaType } = present(wire, code);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(mediaType).toMatch(/^application\/(?:problem\+)?json/u);
    expect(body).toBeTypeOf('object');
  });

  it('reveals no details of an internal error', () => {
    expect(present(wire, 'internal_error').status).toBe(500);
    expect(present(wire, 'unavailable').status).toBe(503);
    expect(present(wire, 'busy').status).toBe(503);
  });
});

function present(wire: WireDefinition, code: (typeof CODES)[number]) {
  const request = { url: '/', originalUrl: '/', method: 'GET', headers: {}, query: {}, body: undefined };
  return wire.presentFailure(failure(code), request as never);
}
