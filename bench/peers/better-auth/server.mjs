// better-auth on PostgreSQL, with the same argon2id as Portero.
import { createServer } from 'node:http';
import process from 'node:process';
import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import pg from 'pg';

const HASH_OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const port = Number(process.env.PORT);

const options = {
  baseURL: `http://127.0.0.1:${port}`,
  secret: process.env.BENCH_SECRET,
  database: new pg.Pool({ connectionString: process.env.BENCH_DATABASE_URL, max: 10 }),
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password) => hash(password, HASH_OPTIONS),
      verify: ({ hash: stored, password }) => verify(stored, password),
    },
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
const handle = toNodeHandler(betterAuth(options));

createServer((request, response) => {
  if (request.url === '/livez') return response.end('ok');
  return handle(request, response);
}).listen(port, '127.0.0.1');
