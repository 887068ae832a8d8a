/**
 * What may import what. `npm run boundaries` checks it.
 * That the core throws none of the framework's HTTP exceptions is checked by eslint: named imports are not seen here.
 */
const entryPoints = [
  '\\.spec\\.ts$',
  '\\.d\\.m?ts$',
  '\\.json$',
  '^apps/[^/]+/src/main\\.ts$',
  '^apps/[^/]+/src/write-openapi\\.ts$',
  '^apps/[^/]+/bin/',
  '^libs/[^/]+/src/index\\.ts$',
  '^libs/token-guard/src/(nest|express|fastify|testing)\\.ts$',
  '^test/(run|check|node-24)\\.mjs$',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Whatever is in a circle cannot be understood, tested or moved alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nobody imports it and nothing starts there: dead code.',
      severity: 'error',
      from: { orphan: true, pathNot: entryPoints },
      to: {},
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'What package.json does not name may be gone with the next install.',
      severity: 'error',
      // token-guard has a package.json of its own, which names no package; the rule at the end holds it to that.
      from: { pathNot: '^libs/token-guard/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-packages-in-the-service',
      severity: 'error',
      from: { path: '^(apps|libs)/[^/]+/src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
    {
      name: 'libs-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|test)/' },
    },
    {
      name: 'apps-know-no-other-app',
      comment: 'What two of them need is a library.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'the-service-knows-no-test',
      severity: 'error',
      from: { path: '^apps/', pathNot: '\\.spec\\.ts$' },
      to: { path: '(^test/|\\.spec\\.ts$)' },
    },
    {
      name: 'libs-are-entered-by-their-index',
      comment: 'Across projects only what a library exports: @portero/<name>.',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^libs/[^/]+/src/',
        pathNot: ['^libs/[^/]+/src/index\\.ts$', '^libs/token-guard/src/[^/]+\\.ts$', '^$1/$2/'],
      },
    },
    {
      name: 'the-core-knows-no-http',
      severity: 'error',
      from: { path: '^libs/(identity|database)/' },
      to: { path: 'node_modules/(@nestjs/(platform-|swagger|passport)|fastify|@fastify|express|passport)' },
    },
    {
      name: 'wires-know-no-other-wire',
      severity: 'error',
      from: { path: '^apps/auth/src/wires/([^/]+)/' },
      to: { path: '^apps/auth/src/wires/[^/]+/', pathNot: '^apps/auth/src/wires/$1/' },
    },
    {
      name: 'wires-make-no-queries',
      comment: 'They call the core, which does; its entities they may know.',
      severity: 'error',
      from: { path: '^apps/auth/src/wires/', pathNot: '\\.spec\\.ts$' },
      to: { path: 'node_modules/(typeorm|@nestjs/typeorm|pg)/' },
    },
    {
      name: 'config-knows-nothing-of-ours',
      severity: 'error',
      from: { path: '^libs/config/' },
      to: { path: '^(apps|libs|test)/', pathNot: '^libs/config/' },
    },
    {
      name: 'database-knows-only-config',
      severity: 'error',
      from: { path: '^libs/database/' },
      to: { path: '^libs/', pathNot: '^libs/(config|database)/' },
    },
    {
      name: 'the-core-reads-no-settings',
      comment: 'It is told what it has to know; libs/setup translates.',
      severity: 'error',
      from: { path: '^libs/identity/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/(config|setup)/' },
    },
    {
      name: 'token-guard-knows-nothing-of-ours',
      comment: 'It is published on its own.',
      severity: 'error',
      from: { path: '^libs/token-guard/' },
      to: { path: '^(apps|libs|test)/', pathNot: '^libs/token-guard/' },
    },
    {
      name: 'token-guard-has-no-dependencies',
      comment: 'Only the entries for Nest and Fastify know a package: the one that they are for.',
      severity: 'error',
      from: { path: '^libs/token-guard/src/(?!nest/|fastify/|fastify\\.ts)', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: 'node_modules/' },
    },
    {
      name: 'token-guard-knows-only-its-peers',
      severity: 'error',
      from: { path: '^libs/token-guard/src/(nest/|fastify/|fastify\\.ts)', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(@nestjs/(common|core)|fastify)/' },
    },
    {
      name: 'the-demo-is-an-outsider',
      comment: 'It is what any service could be: of ours it has @portero/token-guard and @portero/token-guard/nest.',
      severity: 'error',
      from: { path: '^apps/orders-demo/src/', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: '^(apps|libs|test)/', pathNot: '^(apps/orders-demo/src/|libs/token-guard/src/(index|nest)\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // test/published and test/chart have packages and types of its own, which only .ci/run installs and generates.
    exclude: { path: '^(dist|coverage|test/(published|chart|image)|deploy|libs/[^/]+/dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts', '.d.mts'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
