// `npm run bench:token-guard [-- --memory]` compares the built package with raw node:crypto, jose, and passport-jwt with
// jwks-rsa. Every contestant has the keys before it starts and verifies the same RS256 tokens, in turns and in one process.
import { createPublicKey, verify } from 'node:crypto';
import process from 'node:process';
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify } from 'jose';
import { passportJwtSecret } from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Bench } from 'tinybench';
import { createVerifier } from '../libs/token-guard/dist/esm/index.js';
import { jwkOf, startFakeIssuer } from '../libs/token-guard/dist/esm/testing.js';
import { measureMemory } from './token-guard-memory.mjs';

/** More tokens than the small cache below holds, so that a repeated pass never finds a remembered token. */
const FIRST_SEEN = 2048;
const REPEATED = 64;
/** Checking a remembered token takes about as long as reading the clock, so many are timed together. */
const FEW = 8;
const MANY = 256;
const ROUNDS = 9;
const SIGNATURE_ALONE = 'node:crypto, signature alone';
const BY_HAND = 'node:crypto, token by hand';

/** Lets the revocation feed run between two batches, because answers from memory need no turn of the event loop. */
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

/** Contestants take turns, so that other work on the machine affects all of them. */
async function runRound() {
  const bench = new Bench({ time: 400, warmupTime: 100 });
  const batches = new Map();
  const add = (name, count, batch, one) => {
    let place = 0;
    const task = async () => {
      for (let done = 0; done < batch; done += 1, place = (place + 1) % count) await one(place);
    };
    batches.set(name, batch);
    bench.add(name, task, { beforeEach });
  };
  add(SIGNATURE_ALONE, FIRST_SEEN, FEW, (place) => checkSignature(prepared[place]));
  add(BY_HAND, FIRST_SEEN, FEW, (place) => verifyByHand(tokens[place]));
  add('token-guard, first seen', FIRST_SEEN, FEW, (place) => forgetting.verify(tokens[place]));
  add('token-guard, repeated', REPEATED, MANY, (place) => remembering.verify(tokens[place]));
  add('token-guard, repeated, new strings', REPEATED, MANY, (place) => remembering.verify(asSent(tokens[place])));
  add('jose, local key set', FIRST_SEEN, FEW, (place) => jwtVerify(tokens[place], localKeys, expected));
  add('jose, remote key set', FIRST_SEEN, FEW, (place) => jwtVerify(tokens[place], remoteKeys, expected));
  add('passport-jwt + jwks-rsa', FIRST_SEEN, FEW, (place) => authenticate(tokens[place]));
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw result.error ?? new Error(`${name}: ${result.state}`);
    results.set(name, [...(results.get(name) ?? []), (batches.get(name) * 1000) / result.latency.p50]);
  }
}

function checkSignature({ input, signature }) {
  if (!verify('sha256', input, publicKey, signature)) throw new Error('A valid signature was refused.');
}

/** Verification by hand, without a library: every necessary step, but hardly any checks. */
function verifyByHand(token) {
  const [header, payload, signature] = token.split('.');
  const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
  if (alg !== 'RS256' || kid !== issuer.key.kid) throw new Error('The key is unknown.');
  checkSignature({ input: Buffer.from(`${header}.${payload}`), signature: Buffer.from(signature, 'base64url') });
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (claims.iss !== issuer.url || claims.aud !== issuer.owner || claims.exp * 1000 <= Date.now()) {
    throw new Error('A valid token was refused.');
  }
  return claims;
}

/** The token as a request brings it: a new string whose hash the engine has not computed yet. */
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
  console.log(`\nNode ${process.version}, RS256 (2048 bits), one core; medians of ${ROUNDS} rounds\n`);
  console.log('| what                               | verifications/s | signature alone | token by hand |');
  console.log('| ---------------------------------- | --------------: | --------------: | ------------: |');
  for (const [name, values] of results) {
    const rate = Math.round(median(values)).toLocaleString('en');
    const [alone, byHand] = [SIGNATURE_ALONE, BY_HAND].map((other) => share(values, results.get(other)));
    console.log(`| ${name.padEnd(34)} | ${rate.padStart(15)} | ${alone.padStart(15)} | ${byHand.padStart(13)} |`);
  }
}

/** The ratio of each round, in which both were measured under about the same load of the machine. */
function share(values, others) {
  const ratio = median(values.map((value, round) => value / others[round]));
  return ratio >= 2 ? `${ratio.toFixed(1)} ×` : `${(ratio * 100).toFixed(1)} %`;
}
