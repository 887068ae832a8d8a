// `npm run bench:token-guard [-- --memory]`: the built package against raw node:crypto, jose, and passport-jwt with jwks-rsa.
// Every contestant has the keys before it starts and verifies the same RS256 tokens; all of them run in one process, in turns.
import { createPublicKey, verify } from 'node:crypto';
import process from 'node:process';
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify } from 'jose';
import { passportJwtSecret } from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Bench } from 'tinybench';
import { createVerifier } from '../libs/token-guard/dist/esm/index.js';
import { jwkOf, startFakeIssuer } from '../libs/token-guard/dist/esm/testing.js';
import { measureMemory } from './token-guard-memory.mjs';

/** More than the small cache below holds, so that going round and round never meets a remembered token. */
const FIRST_SEEN = 2048;
const REPEATED = 64;
const BATCH = 64;
const ROUNDS = 5;

/** Lets the feed in between two batches: answers from memory come without a turn of the event loop. */
const beforeEach = () => new Promise((resolve) => setImmediate(resolve));

const issuer = await startFakeIssuer({ algorithm: 'RS256' });
const tokens = Array.from({ length: FIRST_SEEN }, () => issuer.mintUser());
const options = { ...issuer.verifierOptions, revocations: { fail: 'closed', maxAgeSeconds: 30 } };
const remembering = createVerifier({ ...options, cacheSize: 10_000 });
const forgetting = createVerifier({ ...options, cacheSize: FIRST_SEEN / 4 });
await Promise.all([remembering.ready(), forgetting.ready()]);

const expected = { issuer: issuer.url, audience: issuer.owner, algorithms: ['RS256'] };
const publicKey = createPublicKey(issuer.key.privateKey);
const prepared = tokens.map((token) => {
  const end = token.lastIndexOf('.');
  return { input: Buffer.from(token.slice(0, end)), signature: Buffer.from(token.slice(end + 1), 'base64url') };
});
const remoteKeys = createRemoteJWKSet(new URL(`${issuer.url}/.well-known/jwks.json`));
const localKeys = createLocalJWKSet({ keys: [jwkOf(issuer.key)] });
const strategy = passportStrategy();

const results = new Map();
for (let round = 0; round < ROUNDS; round += 1) await runRound();
report();
const isMemoryWanted = process.argv.includes('--memory');
if (isMemoryWanted) await measureMemory();
remembering.close();
forgetting.close();
await issuer.stop();

/** One task handles a batch, because a remembered token takes about as long as reading the clock does. */
async function runRound() {
  const bench = new Bench({ time: 500, warmupTime: 100 });
  const cursors = new Map();
  const each = (name, count, one) => {
    const batch = async () => {
      let place = cursors.get(name) ?? 0;
      for (let done = 0; done < BATCH; done += 1, place = (place + 1) % count) await one(place);
      cursors.set(name, place);
    };
    bench.add(name, batch, { beforeEach });
  };
  bench.add(
    'node:crypto, signature alone',
    () => {
      let place = cursors.get('raw') ?? 0;
      for (let done = 0; done < BATCH; done += 1, place = (place + 1) % FIRST_SEEN) {
        const { input, signature } = prepared[place];
        if (!verify('sha256', input, publicKey, signature)) throw new Error('A good signature was refused.');
      }
      cursors.set('raw', place);
    },
    { beforeEach },
  );
  each('token-guard, first seen', FIRST_SEEN, (place) => forgetting.verify(tokens[place]));
  each('token-guard, repeated', REPEATED, (place) => remembering.verify(tokens[place]));
  each('token-guard, repeated, new strings', REPEATED, (place) => remembering.verify(asSent(tokens[place])));
  each('jose, local key set', FIRST_SEEN, (place) => jwtVerify(tokens[place], localKeys, expected));
  each('jose, remote key set', FIRST_SEEN, (place) => jwtVerify(tokens[place], remoteKeys, expected));
  each('passport-jwt + jwks-rsa', FIRST_SEEN, (place) => authenticate(tokens[place]));
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw result.error ?? new Error(`${name}: ${result.state}`);
    const best = results.get(name) ?? [];
    results.set(name, [...best, (result.throughput.mean ?? 0) * BATCH]);
  }
}

/** As it comes in a request: a string whose hash nobody has computed yet. */
function asSent(token) {
  return Buffer.from(token, 'latin1').toString('latin1');
}

function passportStrategy() {
  const jwksUri = `${issuer.url}/.well-known/jwks.json`;
  const secretOrKeyProvider = passportJwtSecret({ cache: true, jwksUri, rateLimit: true, cacheMaxAge: 600_000 });
  const jwtFromRequest = ExtractJwt.fromAuthHeaderAsBearerToken();
  return new Strategy({ jwtFromRequest, secretOrKeyProvider, ...expected }, (payload, done) => done(null, payload));
}

function authenticate(token) {
  return new Promise((resolve, reject) => {
    const acting = Object.create(strategy);
    Object.assign(acting, { success: resolve, fail: reject, error: reject });
    acting.authenticate({ headers: { authorization: `Bearer ${token}` } });
  });
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

function report() {
  const raw = median(results.get('node:crypto, signature alone'));
  console.log(`\nNode ${process.version}, RS256 (2048 bits), one core; median of ${ROUNDS} rounds\n`);
  console.log('| what                               | verifications/s | against node:crypto |');
  console.log('| ---------------------------------- | --------------: | ------------------: |');
  for (const [name, values] of results) {
    const rate = median(values);
    const share = rate >= 2 * raw ? `${(rate / raw).toFixed(1)} ×` : `${((rate / raw) * 100).toFixed(1)} %`;
    console.log(
      `| ${name.padEnd(34)} | ${Math.round(rate).toLocaleString('en').padStart(15)} | ${share.padStart(19)} |`,
    );
  }
}
