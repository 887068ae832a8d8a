import { execFile, spawnSync } from 'node:child_process';

/** Debian's own; another one on the PATH does not see Debian's packages. */
const PYTHON = '/usr/bin/python3';

/**
 * Whether Debian's Python has a module that only a slow spec needs. Where it has not, that is said aloud, so that nobody
 * takes what is skipped for passed; with `SYSTEM_PACKAGES=required`, as in `.ci/run`, it throws.
 */
export function hasPythonModule(name: string, debianPackage: string): boolean {
  if (spawnSync(PYTHON, ['-c', `import ${name}`]).status === 0) return true;
  const message = `Python's ${name} is not installed (Debian package ${debianPackage})`;
  if (process.env['SYSTEM_PACKAGES'] === 'required') throw new Error(message);
  // Not by console: what specs print there is hidden where they do not fail.
  process.stderr.write(`\nSKIPPED: ${message}, so nothing that needs it is tested.\n\n`);
  return false;
}

/** Runs a script with JSON as its input. Resolves to the JSON that it writes. */
export function runPython(script: string, input: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = execFile(PYTHON, [script], { timeout: 60_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${script}: ${stderr}`, { cause: error }));
      else resolve(JSON.parse(stdout));
    });
    child.stdin?.end(JSON.stringify(input));
  });
}
