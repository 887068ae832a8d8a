// `node bench/hash-starvation.mjs [--seconds 2] [--rounds 5]`, after a build, measures how long a small piece of work on the
// main thread takes while two hashes run all the time. It compares libuv's thread pool with threads of a lower priority, and
// also prints the hashes per second of each. Rounds are interleaved and medians are printed.
import { createRequire } from 'node:module';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import nodeRs from '@node-rs/argon2';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '2' }, rounds: { type: 'string', default: '5' } },
});
const require = createRequire(import.meta.url);
const { HashThreads } = require('../dist/libs/identity/src/passwords/hash-threads.js');
const COSTS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const stored = await nodeRs.hash('a password', COSTS);
const threads = new HashThreads(require.resolve('@node-rs/argon2'), 2);
const contestants = {
  'no hashes': null,
  'thread pool': () => nodeRs.verify(stored, 'a password'),
  'threads of low priority': () => threads.verify(stored, 'a password'),
};

/** About a millisecond of computing, like a token check. */
function work() {
  let sum = 0;
  for (let each = 0; each < 1_000_000; each += 1) sum += each % 7;
  return sum;
}

async function measure(verify) {
  const times = [];
  let hashes = 0;
  let over = false;
  const hashing = async () => {
    while (verify && !over) {
      await verify();
      hashes += 1;
    }
  };
  const both = [hashing(), hashing()];
  const end = performance.now() + Number(values.seconds) * 1000;
  while (performance.now() < end) {
    const begun = performance.now();
    await setTimeout(2);
    work();
    times.push(performance.now() - begun - 2);
  }
  over = true;
  await Promise.all(both);
  times.sort((a, b) => a - b);
  return {
    hashes: hashes / Number(values.seconds),
    p50: times[times.length >> 1],
    p99: times[Math.floor(times.length * 0.99)],
  };
}

const median = (figures) => figures.toSorted((a, b) => a - b)[figures.length >> 1].toFixed(2);
const seen = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
for (let round = 0; round < Number(values.rounds); round += 1)
  for (const [name, verify] of Object.entries(contestants)) seen[name].push(await measure(verify));
for (const [name, rounds] of Object.entries(seen)) {
  const of = (figure) => median(rounds.map((each) => each[figure])).padStart(7);
  console.log(`${name.padEnd(24)} p50 ${of('p50')} ms  p99 ${of('p99')} ms  ${of('hashes')} hashes/s`);
}
process.exit(0);
