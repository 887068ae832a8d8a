import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const EARLY_SIGNALS = 'boot/early-signals';

/** Native code, what finds its own files by their place, and what is loaded only where a setting asks for it. */
const OUTSIDE = [/^argon2$/, /^@node-rs\//, /^@electric-sql\//, /^@opentelemetry\/(?!api)/, /^node:/];

/** One file of eleven megabytes would cost forty megabytes of memory to read. */
const CHUNK_BYTES = 400_000;

/**
 * Joins each program and its packages into a few files below `dist/bundle`, and lets its `main.js` load them. Of the time that a
 * start took, three quarters went into finding, reading and linking two thousand files.
 *
 * @param output the folder with the built programs
 * @param programs the entries by name, relative to `output`
 */
export async function bundle(output, programs) {
  const { rolldown } = await import('rolldown');
  const folder = join(output, 'bundle');
  rmSync(folder, { recursive: true, force: true });
  for (const [name, path] of Object.entries(programs)) {
    const entry = join(output, path);
    // Each by itself: a file that two programs share holds what only one of them needs.
    await bundleOne(rolldown, { output, entry, folder: join(folder, name) });
    writeEntry(entry, join(folder, name, 'main.cjs'));
  }
}

async function bundleOne(rolldown, { output, entry, folder }) {
  const build = await rolldown({
    input: { main: entry },
    platform: 'node',
    external: OUTSIDE,
    plugins: [placesOf(folder), earlySignals(output, folder), oneTypeOrm],
    onLog: refuseTheUnknown,
  });
  await build.write({
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    keepNames: true,
    strictExecutionOrder: true,
    codeSplitting: { groups: [{ name: 'packages', test: /node_modules/, maxSize: CHUNK_BYTES }] },
  });
  await build.close();
  for (const name of readdirSync(folder)) toAscii(join(folder, name));
}

/** Signals count before the rest is read, hence in a file of its own. */
function writeEntry(entry, bundled) {
  const early = readFileSync(entry, 'utf8').includes(EARLY_SIGNALS) ? `require('./${EARLY_SIGNALS}');\n` : '';
  writeFileSync(entry, `'use strict';\n${early}require('${slashed(relative(dirname(entry), bundled))}');\n`);
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

/** Our modules find the files beside them from where they were, not from where the bundle is. */
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

/** It asks for typeorm at run time, and would get a second one from `node_modules`. */
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

/** Packages that Nest loads only for features that are not used here. */
const UNUSED = /'(?:@nestjs\/(?:microservices|websockets)[^']*|@fastify\/(?:multipart|view))'/;

function refuseTheUnknown(level, log) {
  if (log.code === 'UNRESOLVED_IMPORT' && !UNUSED.test(log.message)) throw new Error(log.message);
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
