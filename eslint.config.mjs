import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { house } from './eslint.rules.mjs';

const TYPESCRIPT = ['**/*.ts', '**/*.mts'];
const SCRIPTS = ['**/*.mjs', '**/*.cjs'];
const SPECS = ['**/*.spec.ts'];
const TESTS = [...SPECS, 'test/**/*.ts'];

/** They talk to whoever started them before there is a logger, or without one. */
const ENTRY_POINTS = ['apps/*/src/main.ts', 'apps/*/src/write-openapi.ts'];

/** Who may read the environment: the entry points, which hand it to the settings, the tooling and the tests. */
const ENVIRONMENT_READERS = [
  'libs/config/**',
  'apps/*/src/main.ts',
  'ormconfig.ts',
  '**/bin/**',
  '**/*.config.*',
  'test/**',
];

const climbing = {
  regex: '^(\\.\\./){3,}',
  message: 'Import across folders by alias (@portero/...), or move the two closer together.',
};
const builtFiles = { regex: '^\\.{1,2}/(.*/)?dist/', message: 'Import the source, not what was built from it.' };
const environmentImport = ['process', 'node:process'].map((name) => ({
  name,
  importNames: ['env'],
  message: 'Only libs/config reads the environment.',
}));
const httpOfTheFramework = {
  regex: '^@nestjs/common$',
  importNamePattern: 'Exception$|^(HttpStatus|Controller|Req|Res|Body|Headers)$',
  message: 'The core knows no HTTP: throw an IdentityError.',
};

const soundness = {
  eqeqeq: 'error',
  'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
  'no-empty': 'error',
  'no-fallthrough': 'error',
  'no-template-curly-in-string': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  'house/described-suppression': 'error',
  'house/file-name': 'error',
};

const manyDependencies = {
  selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>5]',
  message: 'A class that needs more than five others does more than one thing.',
};

const convertedText = [
  ['Transform', 'TextField'],
  ['TextField', 'Transform'],
].map(([first, second]) => ({
  selector: `Decorator[expression.callee.name="${first}"] ~ Decorator[expression.callee.name="${second}"]`,
  message: 'Plain text is read without class-transformer: @Transform beside @TextField would be ignored.',
}));

const contextOfAnObject = {
  selector: 'PropertyDefinition NewExpression[callee.name="AsyncLocalStorage"]',
  message: 'Each AsyncLocalStorage makes every promise of the process dearer: keep one a module, never one an object.',
};

const shortWait = {
  selector: 'CallExpression[callee.object.name="vi"][callee.property.name="waitFor"][arguments.length<2]',
  message: 'It waits for a second, too short on a busy machine: use expect.poll, or name a time limit.',
};

const fragileClient = {
  selector:
    ':matches(NewExpression[callee.name="Client"], NewExpression[callee.property.name="Client"], ClassDeclaration[superClass.name="Client"], ClassExpression[superClass.name="Client"])',
  message: 'The loss of its connection ends the process: use ResilientClient of libs/database.',
};

const types = {
  'no-restricted-syntax': ['error', manyDependencies, contextOfAnObject, shortWait, ...convertedText],
  '@typescript-eslint/ban-ts-comment': [
    'error',
    { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 10 },
  ],
  '@typescript-eslint/no-confusing-void-expression': [
    'error',
    { ignoreArrowShorthand: true, ignoreVoidOperator: true },
  ],
  // Nest's modules are empty classes under a decorator.
  '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
  // Nest types its options as classes and takes literals for them.
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: false }],
};

export default defineConfig(
  { ignores: ['**/dist/', 'coverage/', '.data/', 'test/published/generated/', 'test/published/journeys.mts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' }, plugins: { house } },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { ...soundness, ...types },
  },
  {
    files: TYPESCRIPT,
    rules: { 'no-restricted-imports': ['error', { patterns: [climbing, builtFiles] }] },
  },
  {
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
    ignores: [...SPECS, ...ENTRY_POINTS],
    rules: { 'no-console': 'error' },
  },
  {
    files: TYPESCRIPT,
    ignores: ENVIRONMENT_READERS,
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only libs/config reads the environment.' },
      ],
      'no-restricted-imports': ['error', { paths: environmentImport, patterns: [climbing, builtFiles] }],
    },
  },
  {
    files: ['libs/identity/src/**/*.ts', 'libs/database/src/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: environmentImport, patterns: [climbing, builtFiles, httpOfTheFramework] },
      ],
    },
  },
  {
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
    ignores: [...SPECS, 'libs/database/src/connections/resilient-client.ts'],
    rules: { 'no-restricted-syntax': [...types['no-restricted-syntax'], fragileClient] },
  },
  {
    // One statement after the other, as they were generated; a released migration is not edited.
    files: ['libs/database/src/migrations/*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // The bodies of responses: what is in them is what the assertions find out.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: SCRIPTS,
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'URL',
          'performance',
          'setTimeout',
          'clearTimeout',
          'setImmediate',
          'fetch',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: {
      ...soundness,
      'no-undef': 'error',
      'no-unreachable': 'error',
      'no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
    },
  },
  {
    // What the demo sends to browsers.
    files: ['apps/orders-demo/src/page/assets/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(['document', 'atob', 'Headers', 'TextDecoder'].map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
);
