import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const EARLY_SIGNALS = 'boot/early-signals';

/**
 * Native code, packages that find their own files by path, and packages that are loaded only for some settings or
 * requests.
 */
const OUTSIDE = [
  ...[/^argon2$/, /^@node-rs\//, /^@electric-sql\//, /^@opentelemetry\/(?!api)/, /^node:/],
  ...[
    /^nodemailer$/,
    /^iovalkey$/,
    /^@zxcvbn-ts\//,
    /^libphonenumber-js\//,
    /^file-type$/,
    /^@nestjs\/platform-express$/,
  ],
];

const LOADER = 'load-bundle.cjs';
const COMPILE_LIMIT_MS = 120_000;

/** One file of seven megabytes would cost thirty megabytes of memory to read. */
const CHUNK_BYTES = 400_000;

/**
 * Joins each program and its packages into a few files below `dist/bundle`, and lets its `main.js` load them. Without
 * this, three quarters of the start went into finding, reading and linking two thousand files.
 *
 * @param output the folder with the built programs
 * @param programs the entries by name, relative to `output`
 */
export async function bundle(output, programs) {
  const { rolldown } = await import('rolldown');
  const folder = join(output, 'bundle');
  rmSync(folder, { recursive: true, force: true });
  const loader = join(folder, LOADER);
  for (const [name, path] of Object.entries(programs)) {
    const entry = join(output, path);
    // Each program is bundled separately, because a shared file would contain code that only one of them needs.
    await bundleOne(rolldown, { output, entry, folder: join(folder, name) });
    copyFileSync(fileURLToPath(new URL(LOADER, import.meta.url)), loader);
    writeEntry(entry, loader, name);
    compile(loader, name);
  }
}

/**
 * Writes V8's compiled code beside a program. The program is stopped by an invalid port after it has loaded everything.
 * It also starts without the compiled code.
 */
function compile(loader, name) {
  const options = { cwd: dirname(loader), env: { PORT: 'none' }, stdio: 'ignore', timeout: COMPILE_LIMIT_MS };
  spawnSync(process.execPath, [loader, name], options);
}

async function bundleOne(rolldown, { output, entry, folder }) {
  const build = await rolldown({
    input: { main: entry },
    platform: 'node',
    external: OUTSIDE,
    plugins: [placesOf(folder), earlySignals(output, folder), oneTypeOrm, oneDriver, onFirstUse],
    onLog: refuseTheUnknown,
  });
  await build.write({
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    // A script that V8 reads from compiled code cannot import.
    dynamicImportInCjs: false,
    keepNames: true,
    comments: false,
    strictExecutionOrder: true,
    codeSplitting: { groups: [{ name: 'packages', test: /node_modules/, maxSize: CHUNK_BYTES }] },
  });
  await build.close();
  const files = readdirSync(folder).map((name) => join(folder, name));
  rememberConversions(files.find((file) => file.includes('rolldown-runtime')));
  for (const file of files) toAscii(file);
}

/** In a separate file, because signals must be handled before the rest is loaded. */
function writeEntry(entry, loader, name) {
  const early = readFileSync(entry, 'utf8').includes(EARLY_SIGNALS) ? `require('./${EARLY_SIGNALS}');\n` : '';
  const path = slashed(relative(dirname(entry), loader));
  writeFileSync(entry, `'use strict';\n${early}require('${path}').run('${name}');\n`);
}

function earlySignals(output, folder) {
  return {
    name: 'early-signals',
    resolveId: {
      filter: { id: /boot\/early-signals$|^\.\/early-signals$/ },
      handler: () => ({
        id: slashed(relative(folder, join(output, 'apps/auth/src', `${EARLY_SIGNALS}.js`))),
        external: 'relative',
      }),
    },
  };
}

/** Our modules find files relative to their original path, not that of the bundle. */
function placesOf(folder) {
  return {
    name: 'places',
    transform: {
      filter: { id: /[\\/]dist[\\/](?:apps|libs)[\\/].*\.js$/, code: '__dirname' },
      handler: (code, id) =>
        code.replaceAll(
          '__dirname',
          `require('node:path').join(__dirname, '${slashed(relative(folder, dirname(id)))}')`,
        ),
    },
  };
}

/** It loads typeorm at run time, and would get a second copy from `node_modules`. */
const oneTypeOrm = {
  name: 'one-typeorm',
  transform: {
    filter: { id: /@nestjs[\\/]typeorm[\\/]dist[\\/]common[\\/]typeorm-compat\.js$/ },
    handler(code) {
      const changed = code.replace(/^import \{ createRequire \}.*$/m, '').replace(/^const require = .*$/m, '');
      if (changed === code) throw new Error('@nestjs/typeorm loads typeorm in another way than bundle.mjs expects.');
      return changed;
    },
  },
};

/** TypeORM's factory names twenty drivers; only PostgreSQL's is in the bundle. */
const oneDriver = {
  name: 'one-driver',
  resolveId: {
    filter: { id: /^\.\/(?!postgres\/)[\w-]+\/\w+Driver$/ },
    handler: (id, importer) =>
      DRIVER_FACTORY.test(importer ?? '') ? { id: `typeorm/driver/${id.slice(2)}.js`, external: true } : null,
  },
};

const DRIVER_FACTORY = /[\\/]typeorm[\\/]driver[\\/]DriverFactory\.js$/;
const LAZY = /[\\/]typeorm[\\/]driver[\\/]DriverFactory\.js$|[\\/]class-validator[\\/]cjs[\\/].*IsPhoneNumber\.js$/;

/** Moves the `require` calls of a file from its top to the places of use. TypeScript writes every use as `name.member`. */
const onFirstUse = {
  name: 'on-first-use',
  transform: {
    filter: { id: LAZY },
    handler(code) {
      const required = [...code.matchAll(/^const (\w+_1) = require\(("(?!\.\.\/)[^"]+")\);$/gm)];
      if (required.length === 0) throw new Error('A file requires its parts in another way than bundle.mjs expects.');
      return required.reduce(
        (text, [line, name, from]) =>
          text.replace(line, () => '').replaceAll(new RegExp(`\\b${name}\\.`, 'g'), () => `(require(${from})).`),
        code,
      );
    },
  },
};

/** Packages that Nest loads only for features that are not used here. */
const UNUSED = /'(?:@nestjs\/(?:microservices|websockets)[^']*|@fastify\/(?:multipart|view))'/;

function refuseTheUnknown(level, log) {
  if (log.code === 'UNRESOLVED_IMPORT' && !UNUSED.test(log.message)) throw new Error(log.message);
}

/** rolldown converts an ES module for each file that requires it, which are hundreds. Node gives all of them one object. */
function rememberConversions(file) {
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(
    /^var __toCommonJS = \(mod\) => (.*);$/m,
    (_, made) =>
      `var __converted = new WeakMap();\nvar __toCommonJS = (mod) => __converted.get(mod) ?? (__converted.set(mod, ${made}), __converted.get(mod));`,
  );
  if (changed === text) throw new Error('rolldown converts modules in another way than bundle.mjs expects.');
  writeFileSync(file, changed);
}

/** A text with one character beyond Latin-1 takes two bytes for each of its characters. */
function toAscii(file) {
  const text = readFileSync(file, 'utf8');
  const escaped = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (escaped !== text) writeFileSync(file, escaped);
}

function slashed(path) {
  return path.split(sep).join('/');
}
