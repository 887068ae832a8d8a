import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runQuietly } from '../../auth/bin/child.mjs';
import { DemoProblem } from './demo-problem.mjs';

const EMAIL = 'shop@demo.example';

/**
 * The owner whose users log in, and the OAuth client that the demo uses. The `portero` command creates both at the first start.
 * It shows secrets only once, so they are stored beside Portero's data and are deleted together with it.
 */
export async function ownerOfDemo({ entry, env, folder }) {
  const file = join(folder, 'portero', 'demo-owner.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  if (kept.client !== undefined) return kept;
  console.error('Creating the owner (portero migrate, portero owners create) ...');
  const portero = (...words) => runPortero(fileURLToPath(entry), env, folder, words);
  await portero('migrate');
  let made = await portero('owners', 'create', '--email', EMAIL, '--name', 'The demo shop');
  // An earlier start created it and was killed before it could store the secret.
  if (made.error?.code === 'owner_email_taken') made = await portero('owners', 'rotate-secret', EMAIL, '--at-once');
  if (made.secret === undefined) throw new DemoProblem(`The owner of the demo could not be created:\n${explain(made)}`);
  // The demo's client has only the scopes that it needs: it cannot manage the owner or its users.
  const scopes = 'verify,exchange,revoke';
  const { client, secret } = await portero(
    'clients',
    'create',
    '--owner',
    EMAIL,
    '--name',
    'Orders',
    '--scope',
    scopes,
  );
  const owner = { uuid: made.owner.uuid, secret: made.secret, client: { id: client.clientId, secret } };
  writeFileSync(file, JSON.stringify(owner), { mode: 0o600 });
  return owner;
}

async function runPortero(entry, env, folder, words) {
  const { output } = await runQuietly(process.execPath, [entry, ...words, '--json'], { cwd: folder, env });
  try {
    return JSON.parse(output);
  } catch {
    return { output };
  }
}

function explain({ error, output }) {
  return output ?? error?.messages?.join('\n') ?? 'portero owners create failed';
}
