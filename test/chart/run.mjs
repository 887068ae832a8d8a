// Checks the Helm chart and the objects that it renders, without a cluster. The last line is `N passed, N failed`.
// `node test/chart/run.mjs --write` regenerates deploy/kubernetes, the chart's README and its copies of other files.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { chart, fetchHelm, renderedExample, root, run } from './helm.mjs';
import { REFUSED, RENDERS } from './matrix.mjs';

// Helm cannot read files outside the chart, so the chart contains copies.
const EMBEDDED = ['deploy/prometheus/portero.rules.yaml', 'deploy/grafana/portero.json'];
const FORWARD_AUTH = [
  ...['envoy-gateway', 'nginx-gateway-fabric', 'traefik-kubernetes'].map((name) => `${name}/forward-auth.yaml`),
  'ingress-nginx/ingress.yaml',
];
// No npm package publishes the types of these objects.
const OF_ONE_GATEWAY = /^(?:gateway\.envoyproxy\.io|gateway\.nginx\.org|traefik\.io)\//u;
const COMPOSED = ['grafana', 'mailpit', 'portero', 'postgres', 'prometheus', 'valkey'];
const EXAMPLES = ['small', 'production'];
const here = join(root, 'test/chart');
const scratch = mkdtempSync(join(tmpdir(), 'portero-chart-'));
const outcomes = [];
const rendered = [];
let helm = null;
let objects = null;

try {
  await check('helm, kubectl and the schemas are installed', prepareTools);
  if (helm !== null && objects !== null) await (process.argv.includes('--write') ? write() : checkAll());
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const failed = outcomes.filter((passed) => !passed).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function checkAll() {
  for (const name of EXAMPLES) {
    await check(`${name}: helm lint --strict`, () => helm.lint('-f', join(root, `deploy/chart/examples/${name}.yaml`)));
    await check(`deploy/kubernetes/${name} matches what the chart renders (to update it: --write)`, () => inStep(name));
  }
  await check('README.md of the chart matches values.yaml (to update it: --write)', async () =>
    assert.equal(readFileSync(join(chart, 'README.md'), 'utf8'), await readme()),
  );
  await check('the rules and the dashboard in the chart match those in deploy (to update them: --write)', sameCopies);
  for (const [name, values] of Object.entries(RENDERS)) await check(`${name} renders`, () => render(values));
  for (const [name, [values, said]] of Object.entries(REFUSED))
    await check(`${name} is refused`, () => assert.throws(() => helm.render(...sets(values)), said));
  await check('every object matches its schema', validateAll);
  await check('no object has an unknown field', compileAll);
  await check('every pod meets the restricted standard and has a read-only root and resources', restrictAll);
  await check('every variable of a pod is a setting', knowAll);
  await check('the forward-auth examples for which a schema exists are valid', examplesAreValid);
  await check('compose.yaml has its six services, and every variable of Portero in it is a setting', composeIsKnown);
}

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

async function prepareTools() {
  run('npm', ['ci', '--ignore-scripts', '--engine-strict=false', '--no-audit', '--no-fund'], { cwd: here });
  objects = await import('./objects.mjs');
  helm = fetchHelm(scratch);
}

async function readme() {
  const { chartReadme } = await import('./readme.mjs');
  return chartReadme(readFileSync(join(chart, 'values.yaml'), 'utf8'));
}

function embedded(source) {
  return join(chart, 'files', basename(source));
}

function sameCopies() {
  for (const source of EMBEDDED.filter((file) => existsSync(join(root, file))))
    assert.equal(readFileSync(embedded(source), 'utf8'), readFileSync(join(root, source), 'utf8'), source);
}

function sets(values) {
  return values.flatMap((value) => ['--set', value]);
}

function render(values) {
  const found = objects.objectsIn(helm.render(...sets(values)));
  assert.ok(found.some(({ kind }) => kind === 'Deployment'));
  rendered.push(...found);
}

async function write() {
  for (const source of EMBEDDED) if (existsSync(join(root, source))) copyFileSync(join(root, source), embedded(source));
  writeFileSync(join(chart, 'README.md'), await readme());
  for (const name of EXAMPLES) writeFileSync(fileOf(name), renderedExample(helm, name));
}

function inStep(name) {
  assert.equal(readFileSync(fileOf(name), 'utf8'), renderedExample(helm, name));
  const found = objects.objectsIn(helm.kustomize(join(root, 'deploy/kubernetes', name)));
  assert.ok(found.length > 5);
  rendered.push(...found);
}

function fileOf(name) {
  return join(root, 'deploy/kubernetes', name, 'portero.yaml');
}

async function validateAll() {
  for (const object of rendered)
    await objects
      .validate(object)
      .catch((error) => assert.fail(`${object.kind} ${object.metadata.name}: ${error.message}`));
  console.log(`  ${rendered.length} objects of ${new Set(rendered.map(({ kind }) => kind)).size} kinds`);
}

function compileAll() {
  const file = join(here, 'rendered.check.ts');
  const different = [...new Map(rendered.map((object) => [JSON.stringify(object), object])).values()];
  writeFileSync(file, objects.typeCheck(different));
  try {
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
    run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--ignoreConfig', ...options, file], {
      cwd: here,
    });
  } finally {
    rmSync(file);
  }
}

function restrictAll() {
  const pods = objects.podsIn(rendered);
  assert.ok(pods.length > EXAMPLES.length);
  pods.forEach(objects.assertRestricted);
}

// files/settings.json is compared with the settings tables by test/architecture/settings-documents.spec.ts.
function knownSettings() {
  const { plain, secret } = JSON.parse(readFileSync(join(chart, 'files/settings.json'), 'utf8'));
  return new Set([...plain, ...secret]);
}

function knowAll() {
  const known = knownSettings();
  const unknown = objects.podsIn(rendered).flatMap((pod) => objects.unknownVariables(pod, known));
  assert.deepEqual([...new Set(unknown)], []);
}

async function examplesAreValid() {
  const found = FORWARD_AUTH.flatMap((file) => objects.objectsIn(readFileSync(join(root, 'deploy', file), 'utf8')));
  const known = found.filter(({ apiVersion }) => !OF_ONE_GATEWAY.test(apiVersion));
  for (const object of known) await objects.validate(object);
  console.log(`  ${known.length} of ${found.length} objects`);
}

function composeIsKnown() {
  const [{ services }] = objects.objectsIn(readFileSync(join(root, 'deploy/compose.yaml'), 'utf8'));
  assert.deepEqual(Object.keys(services).sort(), COMPOSED);
  const known = knownSettings();
  assert.deepEqual(
    Object.keys(services.portero.environment).filter((name) => !known.has(name)),
    [],
  );
}
