import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeSettings } from './describe-settings';
import { hmacKey, rsaPrivateKey } from '../kinds/secret.kinds';
import { HARDENED, problemsOf } from '../settings.fixture';
import { settingsTable } from '../settings-table';

const wires = [
  {
    name: 'toy',
    kind: 'dialect',
    bindsOwner: true,
    settings: settingsTable({
      TOY_SIGNING_KEY: { kind: hmacKey(), description: '' },
      TOY_PRIVATE_KEY: { kind: rsaPrivateKey(), description: '' },
    }),
  },
] as const;
const NAMES = describeSettings(wires).map(({ name }) => name);

/** Long enough never to occur in a message by chance. */
const telling = fc.stringMatching(/^[a-zA-Z0-9]{12,24}$/);

/** Realistic wrong values, with a secret inside. */
const written = telling.chain((secret) =>
  fc.record({
    secret: fc.constant(secret),
    value: fc.oneof(
      fc.constant(secret),
      fc.tuple(fc.string({ unit: 'binary' }), fc.string()).map(([before, after]) => before + secret + after),
      fc.constantFrom(...['postgres', 'smtp', 'http', 'redis']).map((scheme) => `${scheme}://user:${secret}@host:x/%`),
      fc.constant(`10.0.0.1,${secret}/8`),
      fc.constant(`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`),
      fc.constant(`Name <${secret}@${secret}@host>`),
    ),
  }),
);

describe('a problem', () => {
  it.each([
    ['documented', {}],
    ['hardened', HARDENED],
  ])('never shows a value, and is one line that begins with a name (%s mode)', (_, base) => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...NAMES), written, { minKeys: 1 }), (settings) => {
        const entries = Object.entries(settings);
        const env = { ...base, ...Object.fromEntries(entries.map(([name, { value }]) => [name, value])) };
        for (const problem of problemsOf(env, { wires })) {
          expect(problem).toMatch(/^[A-Z0-9_]+ must [^\r\n]+$/);
          expect(NAMES).toContain(problem.split(' ', 1)[0]);
          expect(entries.some(([, { secret }]) => problem.includes(secret))).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(NAMES)('is the only effect of an invalid %s', (name) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (value) => {
        expect(problemsOf({ [name]: value }, { wires }).every((problem) => problem.includes(' must '))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
