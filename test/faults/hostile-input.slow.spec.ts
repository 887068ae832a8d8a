import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dice, type HostileRequest, hostileRequest, targetsOf } from '../support/http/hostile-requests';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const REQUESTS = 3000;
const AT_ONCE = 12;

/** A hang: far beyond anything that a loaded machine explains. */
const PATIENCE_MS = 30_000;

/** What only our insides are called. */
const INTERNALS =
  /\bat .+:\d+:\d+|node_modules|QueryFailed|typeorm|pglite|postgres|SELECT |INSERT |UPDATE "|relation "|syntax error at|TypeError|ReferenceError|Cannot read prop|fastify|FST_ERR/iu;

const SEED = 20_261_121;

describe.each(['documented', 'hardened'] as const)('hostile input in %s mode', (mode) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService(mode === 'documented' ? {} : HARDENED_ENV);
  });

  afterAll(async () => {
    await service.stop();
  });

  it(`answers ${REQUESTS} bad requests without a 5xx, a hang or a word about its insides`, async () => {
    const dice = new Dice(SEED);
    const targets = targetsOf(service.document);
    const queue = Array.from({ length: REQUESTS }, () => hostileRequest(dice, targets));
    const complaints: string[] = [];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = queue.pop(); next; next = queue.pop()) {
          const complaint = await complaintAbout(service.origin, next);
          if (complaint !== null) complaints.push(complaint);
        }
      }),
    );
    expect(complaints).toEqual([]);
    expect((await service.request('GET', '/readyz')).status).toBe(200);
  });
});

async function complaintAbout(origin: string, request: HostileRequest): Promise<string | null> {
  const { method, path, headers, body } = request;
  try {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    if (response.status >= 500) return `${response.status}: ${describeRequest(request)} → ${text.slice(0, 300)}`;
    // What a dialect quotes back is the client's own text, not ours.
    return INTERNALS.test(text) && !String(body).includes('SELECT')
      ? `leak: ${describeRequest(request)} → ${text.slice(0, 300)}`
      : null;
  } catch (error) {
    return `${error instanceof Error ? `${error.name}: ${error.message} (${String(error.cause)})` : 'failed'}: ${describeRequest(request)}`;
  }
}

function describeRequest({ method, path, headers, body }: HostileRequest): string {
  return `${method} ${path.slice(0, 200)} ${JSON.stringify(headers).slice(0, 300)} ${String(body).slice(0, 300)}`;
}
