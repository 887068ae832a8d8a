import { defineConfig } from 'vitest/config';

const slow = '**/*.slow.spec.ts';
const integration = [
  '{apps,libs,test}/**/*.contract.spec.ts',
  '{apps,libs}/**/*.db.spec.ts',
  'libs/database/**/*.spec.ts',
  'test/{architecture,clients,faults,journeys}/**/*.spec.ts',
];
const every = '{apps,libs,test}/**/*.spec.ts';
const never = ['**/node_modules/**', '**/dist/**'];

/**
 * The specs that need a database run twice: as `embedded` on PGlite, and as `server` on the PostgreSQL whose URL is in
 * TEST_DATABASE_URL. They share one process, so that a booted service can be kept from one file to the next.
 */
function onDatabase(name: string, env: Record<string, string>) {
  return {
    extends: true as const,
    test: { name, env, include: integration, exclude: [...never, slow], maxWorkers: 1 },
  };
}

/** The same two, for the specs that are too slow for every day. */
function slowOnDatabase(name: string, env: Record<string, string>) {
  return {
    extends: true as const,
    test: { name, env, include: [slow], exclude: never, maxWorkers: 1, testTimeout: 300_000 },
  };
}

const embedded = { TEST_DATABASE_URL: '' };
const server = { TEST_DATABASE_URL: process.env['TEST_DATABASE_URL'] ?? '' };

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    environment: 'node',
    pool: 'forks',
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    setupFiles: ['reflect-metadata'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: [every], exclude: [...never, slow, ...integration] },
      },
      onDatabase('embedded', embedded),
      onDatabase('server', server),
      slowOnDatabase('slow-embedded', embedded),
      slowOnDatabase('slow-server', server),
    ],
  },
});
