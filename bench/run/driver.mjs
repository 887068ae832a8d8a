// The load generator. It is a separate process, so that its work does not delay the event loop of the measured service.
import process from 'node:process';
import autocannon from 'autocannon';

/** The maximum number of latencies that are kept; the fastest route yields far fewer per second. */
const MOST_SAMPLES = 2_000_000;
const SAMPLE_INTERVAL_MS = 100;

process.on('message', (load) => {
  drive(load).then(
    (measured) => process.send(measured),
    (error) => process.send({ error: error.message }),
  );
});
process.once('disconnect', () => process.exit(0));

async function drive({ origin, connections, seconds, requests, chain }) {
  const latencies = [];
  const refused = new Map();
  let next = 0;
  const setupClient = (client) => {
    const own = next++;
    if (chain) follow(client, requests[0], chain, own);
    else client.setRequests(rotated(requests, Math.floor((own * requests.length) / connections)));
    client.on('response', (status, _bytes, milliseconds) => {
      if (status !== 200) refused.set(status, (refused.get(status) ?? 0) + 1);
      else if (latencies.length < MOST_SAMPLES) latencies.push(milliseconds);
    });
  };
  const options = { url: origin, connections, duration: seconds, sampleInt: SAMPLE_INTERVAL_MS, timeout: 30 };
  const began = performance.now();
  const result = await autocannon({ ...options, requests, setupClient });
  const elapsed = (performance.now() - began) / 1000;
  if (refused.size > 0) throw new Error(`${origin}: ${JSON.stringify(Object.fromEntries(refused))} instead of 200`);
  if (result.errors > 0) throw new Error(`${origin}: ${result.errors} requests failed`);
  return summary(latencies, elapsed);
}

/** Each connection starts at a different request, so that they do not all use the same database row. */
function rotated(requests, start) {
  return [...requests.slice(start), ...requests.slice(0, start)];
}

/** Each answer contains the token of the next request, as with rotating refresh tokens. */
function follow(client, request, { tokens, bodyKey, answerKey }, own) {
  const body = (token) => JSON.stringify({ [bodyKey]: token });
  client.setRequests([{ ...request, body: body(tokens[own]) }]);
  const token = new RegExp(`"${answerKey}":"([^"]+)"`);
  let text = '';
  client.on('body', (chunk) => (text += chunk.toString('latin1')));
  client.on('response', () => {
    const found = token.exec(text);
    if (found) client.setBody(body(found[1]));
    text = '';
  });
}

function summary(latencies, elapsed) {
  latencies.sort((one, other) => one - other);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { answers: latencies.length, value: latencies.length / elapsed, p50: at(0.5), p99: at(0.99) };
}
