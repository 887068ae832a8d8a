import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Everything that ends up in dist: the `src` folders of apps and libs, without their specs. Sorted. */
export function sourceFiles(root) {
  const projects = ['apps', 'libs'].flatMap((kind) => foldersIn(join(root, kind)));
  return projects.flatMap((project) => filesBelow(join(project, 'src'))).filter((file) => !file.endsWith('.spec.ts'));
}

/** One hash over the names (relative to the first file's folder, so that a moved checkout keeps it) and contents. */
export function hashOfFiles(files) {
  const origin = join(files[0], '..');
  const hash = createHash('sha256');
  for (const file of files) {
    const content = createHash('sha256').update(readFileSync(file)).digest('hex');
    hash.update(`${relative(origin, file).split(sep).join('/')} ${content}\n`);
  }
  return hash.digest('hex');
}

function foldersIn(folder) {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

function filesBelow(folder) {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function entriesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
