// The bare designs: for each row a plain Fastify route with the same prepared statements and the same crypto, and
// nothing else. It does the checks that a correct answer needs, but no guards, limits, logs, dialect errors or validation.
import process from 'node:process';
import { URLSearchParams } from 'node:url';
import Fastify from 'fastify';
import pg from 'pg';
import { registerChecks } from './checks.mjs';
import { registerLists } from './lists.mjs';
import { registerStandardTokens } from './standard-tokens.mjs';
import { registerSessions } from './sessions.mjs';

/** The default of DATABASE_POOL_SIZE. */
const POOL_SIZE = 10;

const settings = JSON.parse(process.env.BENCH_LIMIT);
const pool = new pg.Pool({ connectionString: settings.databaseUrl, max: POOL_SIZE });
const app = Fastify({ logger: false });
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, text, done) =>
  done(null, Object.fromEntries(new URLSearchParams(text))),
);

/** Runs a named prepared statement. */
const query = async (name, text, values) => (await pool.query({ name, text, values })).rows;
const design = { app, query, settings };
registerChecks(design);
registerSessions(design);
registerStandardTokens(design);
registerLists(design);
app.get('/livez', () => ({ status: 'ok' }));
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
