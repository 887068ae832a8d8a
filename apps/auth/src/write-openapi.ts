import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadSettings } from '@portero/config';
import { createApp } from './app.setup';
import { Wires } from './http/wires';
import { buildDocument } from './openapi/build-document';
import { renderDocument } from './openapi/render-document';
import { WIRES } from './wires';
import type { WireDefinition } from './wires/wire-definition';

/** Writes `openapi.json` into the working folder, from a service that runs on an empty database for the moment. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portero-openapi-'));
  try {
    const env = { DATA_DIR: folder, CONTRACT_MODE: 'documented', LOG_LEVEL: 'silent' };
    const app = await createApp(loadSettings(env, { wires: WIRES }));
    writeFileSync(
      resolve('openapi.json'),
      renderDocument(buildDocument(app, app.get<Wires<WireDefinition>>(Wires).all)),
    );
    await app.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
