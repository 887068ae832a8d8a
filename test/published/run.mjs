// Checks from outside: a public ruleset reads openapi.json, a generated client takes one journey per dialect, and a browser
// uses Swagger UI and the demo. The last line is `N passed, N failed`. SCREENSHOTS names a folder for the screenshots.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { startDemo } from './demo.mjs';
import { startService } from './service.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const document = fileURLToPath(new URL('../../openapi.json', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'portero-published-'));
const screenshots = process.env['SCREENSHOTS'] ?? scratch;
const outcomes = [];

try {
  run('npm', 'ci', '--no-audit', '--no-fund');
  await check('openapi.json is clean under a strict public ruleset', lint);
  const service = await startService(join(scratch, 'data'));
  try {
    await check('a generated client compiles under strict', compileClient);
    await check('the generated client takes a journey per dialect', () => takeJourneys(service.origin));
    await check('"Authorize" and "Try it out" work in a browser, for each dialect', () => browse(service.origin));
  } finally {
    await service.stop();
  }
  await check('the demo: for each dialect, log-in, call, log-out and refusal work by mouse and keyboard', tryDemo);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const failed = outcomes.filter((passed) => !passed).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function check(name, body) {
  try {
    await body();
    outcomes.push(true);
    console.log(`✓ ${name}`);
  } catch (error) {
    outcomes.push(false);
    console.log(`✗ ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.stack}`);
  }
}

function lint() {
  run(bin('spectral'), 'lint', document, '--ruleset', join(here, 'ruleset.yaml'), '--fail-severity', 'warn');
}

function compileClient() {
  run(bin('openapi-typescript'), document, '-o', join(here, 'generated/api.d.ts'));
  run(bin('tsc'), '-p', join(here, 'tsconfig.json'), '--outDir', join(here, 'generated/out'));
}

function takeJourneys(origin) {
  run(process.execPath, join(here, 'generated/out/journeys.mjs'), origin);
}

async function browse(origin) {
  mkdirSync(screenshots, { recursive: true });
  const { tryInBrowser } = await import('./browser.mjs');
  await tryInBrowser(origin, screenshots);
}

async function tryDemo() {
  mkdirSync(screenshots, { recursive: true });
  const demo = await startDemo(join(scratch, 'demo'));
  try {
    const { useDemo } = await import('./demo-browser.mjs');
    await useDemo(demo.origin, screenshots);
  } finally {
    await demo.stop();
  }
}

function bin(name) {
  return join(here, 'node_modules/.bin', name);
}

function run(command, ...parameters) {
  return execFileSync(command, parameters, { cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
