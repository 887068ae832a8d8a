import { setTimeout as delay } from 'node:timers/promises';

/** So many requests that the few statements that run at intervals disappear in rounding. */
const REQUESTS = 12;
const WARM_UP_REQUESTS = 2;
const SETTLE_MS = 60;

/**
 * Sends the requests of a load one after the other and counts the statements and round trips of each. Statements that run at
 * intervals (polls, sweeps) are recognised by their text, which does not occur with every request.
 * @returns `{ statements, roundTrips, texts, others }`; `others` are the texts that did not occur with every request
 */
export async function countStatements(proxy, send) {
  for (let sent = 0; sent < WARM_UP_REQUESTS; sent += 1) await send(sent);
  await delay(SETTLE_MS);
  proxy.begin();
  for (let sent = 0; sent < REQUESTS; sent += 1) await send(WARM_UP_REQUESTS + sent);
  await delay(SETTLE_MS);
  const entries = proxy.end();
  const own = entries.filter(({ roundTrips }) => roundTrips >= REQUESTS / 2);
  const perRequest = (key) => own.reduce((sum, entry) => sum + Math.round(entry[key] / REQUESTS), 0);
  return {
    statements: perRequest('statements'),
    roundTrips: perRequest('roundTrips'),
    texts: own.map(({ text }) => text),
    others: entries.filter((entry) => !own.includes(entry)).map(({ text }) => text),
  };
}

/** Sends the nth request of a load and follows its chain of tokens. */
export function sender({ origin, requests, chain }) {
  let token = chain?.tokens[0];
  return async (nth) => {
    const { method, path, headers, body } = requests[nth % requests.length];
    const payload = chain ? JSON.stringify({ [chain.bodyKey]: token }) : body;
    const answer = await fetch(`${origin}${path}`, { method, headers, body: payload });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    if (chain) token = JSON.parse(text)[chain.answerKey];
  };
}
