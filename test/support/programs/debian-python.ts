import { execFile, spawnSync } from 'node:child_process';

/** Debian's own Python. Another one on the PATH does not find Debian's packages. */
const PYTHON = '/usr/bin/python3';

/**
 * Whether Debian's Python has a module that only a slow spec needs. If the module is missing, a message says so, so that
 * skipped specs are not taken for passed ones. With `SYSTEM_PACKAGES=required`, as in `.ci/run`, it throws.
 */
export function hasPythonModule(name: string, debianPackage: string): boolean {
  if (spawnSync(PYTHON, ['-c', `import ${name}`]).status === 0) return true;
  const message = `Python's ${name} is not installed (Debian package ${debianPackage})`;
  if (process.env['SYSTEM_PACKAGES'] === 'required') throw new Error(message);
  // Not through the console, because its output is hidden if the specs pass.
  process.stderr.write(`\nSKIPPED: ${message}, so nothing that needs it is tested.\n\n`);
  return false;
}

/** Runs a script with JSON as its input. Resolves to the JSON that it prints. */
export function runPython(script: string, input: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = execFile(PYTHON, [script], { timeout: 60_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${script}: ${stderr}`, { cause: error }));
      else resolve(JSON.parse(stdout));
    });
    child.stdin?.end(JSON.stringify(input));
  });
}
