'use strict';
// The build copies this file into `dist/bundle`; the entries of the bundled programs call `run`.
const { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const process = require('node:process');
const v8 = require('node:v8');
const vm = require('node:vm');

/** By then the start is over on every machine for which this saving of memory matters. */
const START_MS = 5_000;

const WRAPPER = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];

exports.run = run;
if (require.main === module) compile(process.argv[2]);

/**
 * Runs the bundle with the given name. If the build left compiled code for exactly this Node, V8 reads it instead of parsing
 * and compiling seven megabytes, which takes half of a start. Under another Node or other flags, V8 compiles again.
 */
function run(name) {
  keepNewSpaceSmall();
  const folder = join(module.path, name);
  const compiled = compiledIn(folder);
  if (existsSync(compiled)) load(folder, (file) => readIfThere(join(compiled, file)));
  else require(join(folder, 'main.cjs'));
}

/** Runs a bundle and, when the process ends, writes its compiled code for `run`. The settings must make the program exit. */
function compile(name) {
  keepNewSpaceSmall();
  const folder = join(module.path, name);
  process.argv.splice(1, Infinity, join(folder, 'main.cjs'));
  const scripts = load(folder, () => undefined);
  process.on('exit', () => {
    const unfinished = `${compiledIn(folder)}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    for (const [file, script] of scripts) writeFileSync(join(unfinished, file), script.createCachedData());
    renameSync(unfinished, compiledIn(folder));
  });
}

/** Loads the files of a bundle as `require` does. `require` loads what is not in the bundle. @returns the scripts by file */
function load(folder, compiledOf) {
  const outside = createRequire(join(folder, 'main.cjs'));
  const modules = new Map();
  const scripts = new Map();
  const inside = Object.assign((id) => (/^\.\/[^/]+\.cjs$/.test(id) ? one(id.slice(2)) : outside(id)), outside);
  const one = (file) => {
    const known = modules.get(file);
    if (known) return known.exports;
    const filename = join(folder, file);
    const script = new vm.Script(WRAPPER.join(readFileSync(filename, 'latin1')), {
      filename,
      cachedData: compiledOf(file),
    });
    const module = { id: filename, filename, exports: {} };
    modules.set(file, module);
    scripts.set(file, script);
    script.runInThisContext().call(module.exports, module.exports, inside, module, filename, folder);
    return module.exports;
  };
  one('main.cjs');
  return scripts;
}

/**
 * Most objects that a start creates stay alive. Without this flag V8 would let the space for new objects grow to 32 MB, and an
 * idle process would keep it. V8 reads the flag each time the space could grow; after the start it may grow with the load.
 * V8 accepts compiled code only under the flags with which it was made.
 */
function keepNewSpaceSmall() {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  setTimeout(() => v8.setFlagsFromString('--semi-space-growth-factor=2'), START_MS).unref();
}

function compiledIn(folder) {
  return join(folder, 'compiled');
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path) : undefined;
}
