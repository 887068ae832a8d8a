// Installs and uses the result of `npm pack` like other projects would: with both module systems, and with both ways in
// which TypeScript finds types. The last line of output is `N passed, N failed`. Build before: `npm run
// build:token-guard`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

const folder = join(import.meta.dirname, '..');
const modules = join(folder, '../../node_modules');
const scratch = mkdtempSync(join(tmpdir(), 'token-guard-'));
const ENTRIES = ['', '/nest', '/express', '/fastify', '/testing'];
const PEERS = ['@nestjs/common', '@nestjs/core', 'fastify', 'reflect-metadata', 'rxjs', '@types/node'];
const LARGEST_TARBALL = 80_000;

const CHECKS = [
  ['holds nothing but what is needed', checkContents],
  ['installs from the tarball, and nothing with it', install],
  ['works under import', () => runProgram('mjs', importing())],
  ['works under require', () => runProgram('cjs', requiring())],
  ['works where no peer is installed', checkCoreAlone],
  ['has types for ESM by nodenext', () => compile('mts', 'nodenext', 'nodenext')],
  ['has types for CommonJS by nodenext', () => compile('cts', 'nodenext', 'nodenext')],
  ['has types by bundler', () => compile('ts', 'esnext', 'bundler')],
];

let passed = 0;
let failed = 0;
for (const [title, check] of CHECKS) {
  try {
    check();
    passed += 1;
    console.log(`ok      the package ${title}`);
  } catch (error) {
    failed += 1;
    console.log(`failed  the package ${title}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.message}`);
  }
}
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function run(command, parameters, cwd = scratch) {
  return execFileSync(command, parameters, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function checkContents() {
  const [{ files, size, unpackedSize }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', scratch], folder),
  );
  const strays = files
    .map(({ path }) => path)
    .filter((path) => !/^(?:dist\/|package\.json|README\.md|LICENSE)/u.test(path));
  const tests = files.map(({ path }) => path).filter((path) => /\.(?:spec|fixture)\./u.test(path));
  if (strays.length + tests.length > 0) throw new Error(`It holds ${[...strays, ...tests].join(', ')}.`);
  if (size > LARGEST_TARBALL) throw new Error(`It has ${size} bytes.`);
  console.log(`        ${size} bytes packed, ${unpackedSize} unpacked, ${files.length} files`);
}

function install() {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const tarball = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
  writeFileSync(join(scratch, 'package.json'), '{"name":"scratch","private":true}');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--legacy-peer-deps', `./${tarball}`]);
  const { packages } = JSON.parse(readFileSync(join(scratch, 'package-lock.json'), 'utf8'));
  const installed = Object.keys(packages).filter((path) => path !== '');
  if (installed.join() !== `node_modules/${name}`) throw new Error(`It brought ${installed.join(', ')}.`);
}

function checkCoreAlone() {
  const core = ['', '/express', '/testing'].map((entry) => `await import('@portero/token-guard${entry}');`);
  runProgram('mjs', `${core.join('\n')}\n`, false);
}

/** @param withPeers links the peers that this repository has; they are not what is checked */
function linkPeers(withPeers) {
  for (const peer of PEERS) {
    const path = join(scratch, 'node_modules', peer);
    rmSync(path, { recursive: true, force: true });
    if (!withPeers) continue;
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(modules, peer), path);
  }
}

function runProgram(extension, program, withPeers = true) {
  linkPeers(withPeers);
  writeFileSync(join(scratch, `program.${extension}`), program);
  run(process.execPath, [`program.${extension}`]);
}

function using() {
  return `
    const issuer = await testing.startFakeIssuer();
    const verifier = core.createVerifier(issuer.verifierOptions);
    const identity = await verifier.verify(issuer.mintUser({ roles: ['ADMIN'] }));
    if (identity.kind !== 'user' || !identity.roles.includes('ADMIN')) throw new Error('Not the user.');
    const refused = await verifier.verify('x').catch((error) => error);
    if (!(refused instanceof core.TokenError) || refused.code !== 'malformed_token') throw new Error('Not refused.');
    if (typeof nest.TokenGuardModule.forRoot !== 'function') throw new Error('No module for Nest.');
    if (typeof express.tokenGuard !== 'function' || typeof fastify.tokenGuard !== 'function') throw new Error('No guard.');
    verifier.close();
    await issuer.stop();`;
}

function names(load) {
  const variables = ['core', 'nest', 'express', 'fastify', 'testing'];
  return ENTRIES.map((entry, index) => `const ${variables[index]} = ${load}('@portero/token-guard${entry}');`).join(
    '\n',
  );
}

function importing() {
  return `${names('await import')}\n${using()}\n`;
}

function requiring() {
  return `${names('require')}\n(async () => {${using()}\n})();\n`;
}

function compile(extension, module, moduleResolution) {
  linkPeers(true);
  const imports = `
    import { createVerifier, type Identity, TokenError, type VerifierOptions } from '@portero/token-guard';
    import { CurrentIdentity, Public, Roles, TokenGuardModule } from '@portero/token-guard/nest';
    import { requireRoles, tokenGuard as middleware } from '@portero/token-guard/express';
    import { tokenGuard as plugin } from '@portero/token-guard/fastify';
    import { startFakeIssuer } from '@portero/token-guard/testing';
    const options: VerifierOptions = { issuer: 'https://id.example.com', owner: 'any', audience: 'a', revocations: 'none' };
    // @ts-expect-error -- the decision about revocations is missing
    createVerifier({ issuer: 'https://id.example.com', audience: 'a' });
    export const verified: Promise<Identity> = createVerifier(options).verify('x');
    export const all = [CurrentIdentity, Public, Roles, TokenGuardModule, TokenError, startFakeIssuer];
    export const guards = [requireRoles('A'), middleware(createVerifier(options)), plugin];`;
  writeFileSync(join(scratch, `types.${extension}`), imports);
  const compilerOptions = { target: 'es2022', module, moduleResolution, strict: true, noEmit: true, types: ['node'] };
  Object.assign(compilerOptions, {
    exactOptionalPropertyTypes: true,
    experimentalDecorators: true,
    skipLibCheck: false,
  });
  const config = { compilerOptions, files: [`types.${extension}`] };
  writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify(config));
  run(process.execPath, [join(modules, 'typescript/bin/tsc'), '--project', 'tsconfig.json']);
}
