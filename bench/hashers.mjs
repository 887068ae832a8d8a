// `node bench/hashers.mjs [--seconds 1] [--rounds 7]` compares argon2id implementations that can verify each other's hashes, at
// the costs of the service (19 MiB, 2 passes, 1 lane), with one and with two hashes at once. Rounds are interleaved and medians
// are printed. CPU time is printed beside the rate, because other work on the machine does not change it.
import crypto from 'node:crypto';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';
import * as argon2 from 'argon2';
import nodeRs from '@node-rs/argon2';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '1' }, rounds: { type: 'string', default: '7' } },
});
const PASSWORD = 'correct horse battery staple';
const COSTS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const stored = await argon2.hash(PASSWORD, { type: argon2.argon2id, ...COSTS });

/** Node's implementation computes only the bare hash, so the salt and the expected hash are read from the stored text. */
function ofNode() {
  const derive = promisify(crypto.argon2);
  const [salt, hash] = stored
    .split('$')
    .slice(-2)
    .map((part) => Buffer.from(part, 'base64'));
  const parameters = {
    message: PASSWORD,
    nonce: salt,
    parallelism: 1,
    tagLength: hash.length,
    memory: 19_456,
    passes: 2,
  };
  return async () => crypto.timingSafeEqual(await derive('argon2id', parameters), hash);
}

const hashers = {
  'argon2 0.44.0': () => argon2.verify(stored, PASSWORD),
  '@node-rs/argon2 2.2.1': () => nodeRs.verify(stored, PASSWORD),
  // Since Node 24.7.
  ...(typeof crypto.argon2 === 'function' ? { 'node:crypto': ofNode() } : {}),
};

async function measure(verify, atOnce) {
  let count = 0;
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const end = begun + Number(values.seconds) * 1000;
  const worker = async () => {
    while (performance.now() < end) {
      if (!(await verify())) throw new Error('A correct password was refused');
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return { rate: (count / (performance.now() - begun)) * 1000, cpu: (user + system) / 1000 / count };
}

const median = (figures) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
const seen = new Map();
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const [name, verify] of Object.entries(hashers)) {
    for (const atOnce of [1, 2]) {
      const key = `${name} × ${atOnce}`;
      seen.set(key, [...(seen.get(key) ?? []), await measure(verify, atOnce)]);
    }
  }
}
console.log(`Node ${process.version}`);
for (const [key, rounds] of seen) {
  const rate = median(rounds.map((each) => each.rate)).toFixed(1);
  const cpu = median(rounds.map((each) => each.cpu)).toFixed(1);
  console.log(`${key.padEnd(28)} ${rate.padStart(7)} hashes/s  ${cpu.padStart(6)} ms of CPU each`);
}
