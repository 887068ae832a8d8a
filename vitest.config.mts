import { defineConfig } from 'vitest/config';

const slow = '**/*.slow.spec.ts';
/** Slow specs of what stands before or behind one service: which database it has makes no difference there. */
const slowOnEmbedded = [
  'test/demo/{log-out,one-command}.slow.spec.ts',
  'test/faults/nginx*.slow.spec.ts',
  'test/journeys/cli.spec.ts',
];
/** Slow specs of what a database decides. */
const slowOnBoth = [
  'test/faults/{attacks-restart,killed-process,process-life}.slow.spec.ts',
  'test/journeys/{cli,master-key-rotation}.slow.spec.ts',
];
/** Everyday specs that try more in a slow run. */
const moreWhenSlow = ['test/faults/{attacks-authorization,attacks-tokens,input-time}.spec.ts'];
/** Slow specs that compare times: nothing may run beside them. */
const slowAlone = ['test/faults/timing.slow.spec.ts'];
/** Faults under traffic, played by `npm run test:faults`. */
const scenarios = 'test/faults/scenarios/*.slow.spec.ts';
const never = ['**/node_modules/**', '**/dist/**'];
const every = '{apps,libs,test}/**/*.spec.ts';

/** What needs a database. These specs run on a PostgreSQL server. In test/architecture some read only the tree. */
const onServer = [
  '{apps,libs,test}/**/*.contract.spec.ts',
  '{apps,libs}/**/*.db.spec.ts',
  'libs/database/**/*.spec.ts',
  'test/architecture/!(dialect-folders|doc-blocks|documented-tests|install-scripts|migration-rules|package-scripts|settings-documents).spec.ts',
  'test/{clients,faults,journeys}/**/*.spec.ts',
];

/**
 * Where the embedded database may answer differently from a server: SQL, migrations, transactions, locks, notices, an
 * outage, and one journey for each dialect. These specs run on both.
 */
const onEmbeddedToo = [
  '{apps,libs}/**/*.contract.spec.ts',
  '{apps,libs}/**/*.db.spec.ts',
  'libs/database/**/*.spec.ts',
  'test/architecture/schema-drift.spec.ts',
  'test/faults/{database-outage,races-*}.spec.ts',
  'test/journeys/{across-dialects,auth100-life,readme}.spec.ts',
  'test/journeys/{koko,bookker,simplejwt,shoop}-session.spec.ts',
];

/** Specs on one database. They share a process, so that a booted service is kept from one file to the next. */
function onDatabase(name: string, include: readonly string[], env: Readonly<Record<string, string>>) {
  return {
    extends: true as const,
    test: { name, env, include: [...include], exclude: [...never, slow], maxWorkers: 1 },
  };
}

/** The same for the specs that are too slow for every day. */
function slowOnDatabase(
  name: string,
  include: readonly string[],
  exclude: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  return {
    extends: true as const,
    test: {
      name,
      env,
      include: [...include],
      exclude: [...never, ...exclude],
      maxWorkers: 1,
      testTimeout: 300_000,
      hookTimeout: 300_000,
    },
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
    // Its default of a second is too short when other specs keep the cores busy.
    expect: { poll: { timeout: 30_000 } },
    setupFiles: ['reflect-metadata', 'test/support/runner/property-seed.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: [every], exclude: [...never, slow, ...onServer], maxWorkers: 1 },
      },
      onDatabase('server', onServer, server),
      onDatabase('embedded', onEmbeddedToo, embedded),
      slowOnDatabase('slow-server', [slow, ...moreWhenSlow], [...slowOnEmbedded, ...slowAlone, scenarios], {
        ...server,
        FORGERIES: 'at every route',
        INPUT_TIME_REQUESTS: process.env['INPUT_TIME_REQUESTS'] ?? '250',
      }),
      slowOnDatabase('slow-alone', slowAlone, [], server),
      slowOnDatabase('slow-embedded', [...slowOnEmbedded, ...slowOnBoth], [], embedded),
      slowOnDatabase('faults', [scenarios], [], {}),
    ],
  },
});
