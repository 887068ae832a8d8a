// Collects the files for the last stage of the image: node collect.mjs <output folder> <SBOM of npm>.
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const [out, sbomFile] = process.argv.slice(2);
const app = join(out, 'app');
// Nothing reads the first kinds of file at run time, and they make up much of the size. V8's compiled code differs in every
// build.
const LEFT_OUT =
  /\.(?:map|d\.[cm]?ts|tsbuildinfo|md|markdown)$|\/node_modules\/(?:\.bin|\.package-lock\.json)$|\/bundle\/\w+\/compiled$/u;
const MANIFEST = /^(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/@][^/]*\/package\.json$/u;
const PREBUILT = /\/prebuilds\/(?<platform>[^/]+)/u;

mkdirSync(join(app, 'bin'), { recursive: true });
mkdirSync(join(out, 'data'), { recursive: true });
for (const folder of ['dist/apps/auth', 'dist/apps/cli', 'dist/bundle', 'dist/libs', 'node_modules']) copy(folder);
cpSync('package.json', join(app, 'package.json'));
cpSync('deploy/image/portero.mjs', join(app, 'bin/portero'));
chmodSync(join(app, 'bin/portero'), 0o755);
writeFileSync(join(app, 'bin/package.json'), '{ "type": "module" }\n');
writeFileSync(join(app, 'sbom.cdx.json'), reproducible(readFileSync(sbomFile, 'utf8')));

function copy(folder) {
  cpSync(folder, join(app, folder), { recursive: true, verbatimSymlinks: true, filter: isNeeded });
}

function isNeeded(source) {
  if (LEFT_OUT.test(source)) return false;
  const platform = PREBUILT.exec(source)?.groups.platform;
  return platform === undefined || platform === `${process.platform}-${process.arch}`;
}

// npm adds a random number and the time. They are removed, so that two builds of one commit give the same document. Only the
// collected packages stay, because `npm sbom --omit=dev` leaves out packages that run and lists packages of other platforms.
function reproducible(text) {
  const { serialNumber: _, ...document } = JSON.parse(text);
  delete document.metadata?.timestamp;
  const collected = collectedPackages();
  const isAbsent = ({ name, version }) => !collected.has(`${name}@${version}`);
  const absent = new Set(document.components.filter(isAbsent).map((component) => component['bom-ref']));
  document.components = document.components.filter((component) => !absent.has(component['bom-ref']));
  document.dependencies = document.dependencies
    .filter(({ ref }) => !absent.has(ref))
    .map((each) => ({ ...each, dependsOn: each.dependsOn?.filter((ref) => !absent.has(ref)) }));
  return `${JSON.stringify(document, null, 2)}\n`;
}

function collectedPackages() {
  const manifests = readdirSync(join(app, 'node_modules'), { recursive: true }).filter((file) => MANIFEST.test(file));
  return new Set(
    manifests.map((file) => {
      const { name, version } = JSON.parse(readFileSync(join(app, 'node_modules', file), 'utf8'));
      return `${name}@${version}`;
    }),
  );
}
