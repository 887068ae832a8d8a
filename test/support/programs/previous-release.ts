import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** The file that names the commit as long as no release is tagged. */
const COMMIT_FILE = join(__dirname, 'previous-release.txt');

/** The sources of the previous release, with the packages of this one. */
export interface PreviousRelease {
  /** A tag or a commit. */
  readonly name: string;
  readonly folder: string;
  /** The arguments of `node` that start its service. The sources are compiled while they are loaded. */
  readonly words: readonly string[];
  remove(): void;
}

/**
 * Extracts the newest tag `v*` before the current commit from git or, without a tag, the commit that `previous-release.txt`
 * names. Throws in a clone without that part of the history.
 */
export function previousRelease(): PreviousRelease {
  const name = newestTag() ?? readFileSync(COMMIT_FILE, 'utf8').trim();
  if (git(['cat-file', '-e', `${name}^{commit}`]) === null)
    throw new Error(`The git history lacks ${name}, the previous release. Run git fetch --unshallow --tags`);
  const folder = mkdtempSync(join(tmpdir(), 'portero-previous-'));
  const archive = join(folder, 'sources.tar');
  mkdirSync(join(folder, 'sources'));
  if (git(['archive', '--output', archive, name, 'apps', 'libs', 'package.json', 'tsconfig.json']) === null)
    throw new Error(`git archive ${name} failed`);
  const { status, stderr } = spawnSync('tar', ['-xf', archive, '-C', join(folder, 'sources')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tar: ${stderr}`);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'sources/node_modules'));
  return {
    name,
    folder: join(folder, 'sources'),
    words: ['-r', '@swc-node/register', 'apps/auth/src/main.ts'],
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function newestTag(): string | null {
  const tag = git(['describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^'])?.trim() ?? '';
  return tag === '' ? null : tag;
}

/** @returns the output of git; `null` if it failed */
function git(words: readonly string[]): string | null {
  const { status, stdout } = spawnSync('git', words, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? stdout : null;
}
