// Measures the memory of a verifier after a million distinct tokens. They use EdDSA, because a million RSA signatures take
// twenty minutes.
import process from 'node:process';
import { createVerifier } from '../libs/token-guard/dist/esm/index.js';
import { startFakeIssuer } from '../libs/token-guard/dist/esm/testing.js';

const DISTINCT = 1_000_000;
const STEP = 250_000;
const BREATH = 500;

/** Prints the heap after each quarter million. Throws if the verifier remembers more tokens than its limit. */
export async function measureMemory() {
  const issuer = await startFakeIssuer({ algorithm: 'EdDSA' });
  const verifier = createVerifier(issuer.verifierOptions);
  await verifier.ready();
  console.log('\n| distinct tokens verified | remembered |   heap | resident |');
  console.log('| -----------------------: | ---------: | -----: | -------: |');
  for (let count = 0; count <= DISTINCT; count += 1) {
    if (count % STEP === 0) printRow(count, verifier.state().cache.size);
    await verifier.verify(issuer.mintUser());
    // Lets the revocation feed run, which is in the same process.
    if (count % BREATH === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  if (verifier.state().cache.size > 10_000) throw new Error('The verifier remembers more tokens than its limit.');
  verifier.close();
  await issuer.stop();
}

function printRow(count, remembered) {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const megabytes = (bytes) => `${(bytes / 1_048_576).toFixed(1)} MB`;
  const cells = [count.toLocaleString('en').padStart(24), remembered.toLocaleString('en').padStart(10)];
  console.log(`| ${cells.join(' | ')} | ${megabytes(heapUsed)} | ${megabytes(rss)} |`);
}
