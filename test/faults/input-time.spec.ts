import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEHIND_PROXY } from '../support/http/callers';
import { Dice } from '../support/http/dice';
import { targetsOf } from '../support/http/documented-operations';
import { type LongRequest, pickPlace, sendLong, textsFor } from '../support/http/long-requests';
import { LONG_TEXTS, pickLongText } from '../support/http/long-texts';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';
import { threadMilliseconds } from '../support/service/thread-time';

/** `INPUT_TIME_REQUESTS=20000` looks for longer, and so does a slow run. */
const REQUESTS = Number(process.env['INPUT_TIME_REQUESTS'] ?? 80);
const SEED = Number(process.env['INPUT_TIME_SEED'] ?? 20_261_127);

/** What a request may cost this thread, client and database included, beyond the same request with a short text. */
const LIMIT_MS = 50;

const MARKS = LONG_TEXTS['marks that normalising has to sort'] as (length: number) => string;

describe.each(['documented', 'hardened'] as const)('attack 34: long texts in %s mode', (mode) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ ...(mode === 'documented' ? {} : HARDENED_ENV), ...BEHIND_PROXY });
  });

  afterAll(async () => {
    await service.stop();
  });

  async function cost(request: LongRequest): Promise<number> {
    const begun = threadMilliseconds();
    await sendLong(service.origin, request);
    return threadMilliseconds() - begun;
  }

  /** The cheapest of some runs: compiling and collecting garbage fall on single ones. */
  async function growth(long: LongRequest, short: LongRequest): Promise<number> {
    let least = Infinity;
    for (let run = 0; run < 4 && least > LIMIT_MS / 2; run += 1)
      least = Math.min(least, (await cost(long)) - (await cost(short)));
    return least;
  }

  it.each(['email', 'username', 'name', 'password', 'code', 'token'])(
    'combining marks as %s hold no route up, whatever the body',
    async (field) => {
      const slow: string[] = [];
      for (const target of targetsOf(service.document).filter(({ fields }) => fields.includes(field))) {
        const path = target.path.replaceAll(/\{[^}]+\}/gu, '11111111-1111-4111-8111-111111111111');
        const put = (text: string): LongRequest => ({
          method: target.method,
          path,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from(JSON.stringify({ ...bodyFor(target.fields), [field]: text })),
        });
        const spent = await growth(put(MARKS(31_000)), put('x'));
        if (spent > LIMIT_MS) slow.push(`${target.method} ${target.path}: ${Math.round(spent)} ms`);
      }
      expect(slow).toEqual([]);
    },
  );

  it(`no text of ${REQUESTS} at random places takes more than ${LIMIT_MS} ms`, { timeout: 3_600_000 }, async () => {
    const dice = new Dice(SEED);
    const targets = targetsOf(service.document);
    const slow: string[] = [];
    for (let count = 0; count < REQUESTS; count += 1) {
      const { name, make } = pickLongText(dice);
      const place = pickPlace(dice, dice.pick(targets));
      const { long, short } = textsFor(place, make);
      const spent = await growth(place.put(long), place.put(short));
      if (spent > LIMIT_MS) slow.push(`${place.name} ${name}: ${Math.round(spent)} ms`);
    }
    expect(slow).toEqual([]);
  });
});

function bodyFor(fields: readonly string[]): Record<string, string> {
  const known: Readonly<Record<string, string>> = { email: 'user@example.com', password: 'Str0ng-pass-word' };
  return Object.fromEntries(fields.map((name) => [name, known[name] ?? '11111111-1111-4111-8111-111111111111']));
}
