import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimsIn, type Credential, defaultCredential, headerIn } from '../support/tokens/back-end';
import { CARRIED_OVER, CARRIED_OVER_ENV, WITH_SECRET } from '../support/tokens/carried-over';
import { hasPythonModule, runPython } from '../support/programs/debian-python';
import { PUBLIC_KEYS_ENV, startService, type TestService } from '../support/service/service';
import {
  altered,
  expectationsAt,
  issuerOf,
  MISTAKEN_KINDS,
  oneOfEach,
  SIGNED_KINDS,
} from '../support/tokens/token-kinds';

const HAS_PYJWT = hasPythonModule('jwt', 'python3-jwt') && hasPythonModule('cryptography', 'python3-cryptography');
const SCRIPT = join(__dirname, 'verify-tokens.py');

const SIGNATURES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['as documented, with secrets that were carried over', CARRIED_OVER_ENV],
  ['with published keys only', PUBLIC_KEYS_ENV],
];

describe.skipIf(!HAS_PYJWT).each(SIGNATURES)('python3-jwt, tokens signed %s', (_title, env) => {
  let service: TestService;
  let owner: Credential;
  let issuer: string;

  beforeAll(async () => {
    service = await startService(env);
    owner = await defaultCredential(service);
    issuer = await issuerOf(service);
  });

  afterAll(async () => {
    await service.stop();
  });

  /** Makes the expectations that a service passes to the library. None of them comes from the token to verify. */
  function caseMaker(tokens: Readonly<Record<string, string>>) {
    const expected = expectationsAt(issuer, owner.uuid);
    return (kind: (typeof SIGNED_KINDS)[number], token: string) => {
      const alg: string = headerIn(tokens[kind]!).alg;
      const secret = alg.startsWith('HS') ? CARRIED_OVER[WITH_SECRET.find((name) => name === kind)!].secret : null;
      return { issuer: null, audience: null, typ: null, ...expected[kind], alg, secret, token };
    };
  }

  it('accepts a token of each kind, and refuses altered ones and those of other kinds', async () => {
    const tokens = await oneOfEach(service, owner);
    const asCase = caseMaker(tokens);
    const right = SIGNED_KINDS.map((kind) => asCase(kind, tokens[kind]));
    const wrong = [
      ...SIGNED_KINDS.map((kind) => asCase(kind, altered(tokens[kind]))),
      ...MISTAKEN_KINDS.map(([kind, other]) => asCase(kind, tokens[other])),
    ];
    const input = { jwks_uri: `${issuer}/.well-known/jwks.json`, cases: [...right, ...wrong] };
    const outcome = await runPython(SCRIPT, input);
    expect(outcome).toEqual([...SIGNED_KINDS.map((kind) => claimsIn(tokens[kind])), ...wrong.map(() => null)]);
  });
});
