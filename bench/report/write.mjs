import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { tableOf } from './table.mjs';

/** Prints the table, and writes it and the JSON into the folder of results. */
export async function report({ folder, build, machine, options, rows }) {
  const at = new Date().toISOString();
  const result = { machine, node: process.version, commit: commitOf(build), at, options, rows };
  const table = tableOf(result);
  console.log(`\n${table}\n`);
  await mkdir(folder, { recursive: true });
  const path = join(folder, at.slice(0, 'yyyy-mm-dd'.length));
  await writeFile(`${path}.json`, `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(`${path}.md`, `${table}\n`);
  console.log(`Written to ${path}.{json,md}`);
}

function commitOf(build) {
  try {
    return execFileSync('git', ['-C', build, 'describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
