import { createHmac, generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto';
import type { LoadedKey } from '@portero/identity';
import { claimsIn, headerIn } from './back-end';
import type { LooseJson } from '../http/http-client';

/** A forged token, with a name that says what is wrong with it. */
export type Forgery = readonly [what: string, token: string];

type Sign = (input: string) => Buffer | string;
type Header = Readonly<Record<string, unknown>>;

const HASHES = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;

/** A token put together by hand. `alg: undefined` in the header leaves it out. */
export function compact(header: Header, claims: LooseJson, sign: Sign): string {
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${Buffer.from(sign(input)).toString('base64url')}`;
}

function hmac(alg: keyof typeof HASHES, secret: string | Buffer): Sign {
  return (input) => createHmac(HASHES[alg], secret).update(input).digest();
}

/** Attack 1: public data of a public key, used as the secret of an HMAC. */
export function underPublicKey(token: string, key: KeyObject, kid: string): readonly Forgery[] {
  const pem = key.export({ type: 'spki', format: 'pem' }).toString();
  const jwk = key.export({ format: 'jwk' });
  const texts: Readonly<Record<string, string | Buffer>> = {
    PEM: pem,
    'trimmed PEM': pem.trim(),
    'PEM after a blank': ` ${pem}`,
    'PEM after a line break': `\n${pem}`,
    'PEM after CR LF and a tab': `\r\n\t${pem}`,
    'PEM after a byte order mark': `\uFEFF${pem}`,
    'PEM with CR LF': pem.replaceAll('\n', '\r\n'),
    DER: key.export({ type: 'spki', format: 'der' }),
    JWK: JSON.stringify(jwk),
    'number of the JWK': jwk.n ?? jwk.x ?? '',
    'bytes of that number': Buffer.from(jwk.n ?? jwk.x ?? '', 'base64url'),
    ...(key.asymmetricKeyType === 'rsa' && { 'PKCS #1 PEM': key.export({ type: 'pkcs1', format: 'pem' }).toString() }),
  };
  const header = headerIn(token);
  const alg = header.alg === 'HS512' ? 'HS512' : 'HS256';
  return Object.entries(texts).map(([name, secret]) => [
    `${alg} under the ${name}`,
    compact({ ...header, alg, kid }, claimsIn(token), hmac(alg, secret)),
  ]);
}

/** Attack 2: the algorithm `none` in every spelling, or an algorithm that does not belong to the key. */
export function withoutAlgorithm(token: string): readonly Forgery[] {
  const { alg, ...header } = headerIn(token) as { readonly alg: string };
  const spellings: readonly unknown[] = [
    ...['none', 'None', 'NONE', 'nOnE', 'noNE', ' none', 'none ', 'none\0', '', ' ', `${alg} `, alg.toLowerCase()],
    ...[undefined, null, ['none'], [alg], [], {}, { alg }, 0, true],
    ...['HS256', 'HS384', 'HS512', 'RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'].filter((each) => each !== alg),
  ];
  const signature = Buffer.from(token.split('.')[2] ?? '', 'base64url');
  const claims = claimsIn(token);
  const told = (spelling: unknown) => `alg ${JSON.stringify(spelling)}`;
  return [
    ...spellings.flatMap((spelling) => [
      [`${told(spelling)} unsigned`, compact({ ...header, alg: spelling }, claims, () => '')] as const,
      [
        `${told(spelling)} under its signature`,
        compact({ ...header, alg: spelling }, claims, () => signature),
      ] as const,
    ]),
    ['its own alg unsigned', compact({ alg, ...header }, claims, () => '')],
    ['its own alg under zeros', compact({ alg, ...header }, claims, () => Buffer.alloc(signature.length))],
    [
      'other claims under its signature',
      compact({ alg, ...header }, { ...claims, exp: 4_102_444_800 }, () => signature),
    ],
  ];
}

const ATTACKER = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
} as const;

/** Signs with the attacker's own key pair. */
function asAttacker(alg: keyof typeof ATTACKER): Sign {
  const { privateKey: key } = ATTACKER[alg];
  return (input) =>
    signBytes(alg === 'EdDSA' ? null : 'sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
}

const KIDS: readonly unknown[] = [
  ...[
    '',
    'unknown',
    '11111111-1111-4111-8111-111111111111',
    '../../../../../../dev/null',
    '/dev/null',
    'file:///dev/null',
  ],
  ...[
    "x' UNION SELECT 'secret' -- ",
    "' OR '1'='1",
    '1; DROP TABLE signing_keys',
    '%00',
    '\0',
    '*',
    '|cat /etc/passwd',
  ],
  ...['__proto__', 'constructor', 'toString', 'x'.repeat(2000), null, 0, true, [], {}, ['unknown'], { toString: 'x' }],
];

/** Attack 3: keys that the token chooses. `url` is the attacker's server. */
export function withKeyOfItsOwn(token: string, url: string): readonly Forgery[] {
  const header = headerIn(token);
  const claims = claimsIn(token);
  const own = header.alg as string;
  const secrets = ['', 'secret', 'null', 'undefined', '[object Object]'];
  const alg = own === 'HS512' ? 'HS512' : 'HS256';
  const kids = KIDS.flatMap((kid, place) => [
    [
      `kid ${JSON.stringify(kid)}`,
      compact({ ...header, alg, kid }, claims, hmac(alg, secrets[place % secrets.length]!)),
    ] as const,
    [
      `kid ${JSON.stringify(kid)}, RS256`,
      compact({ ...header, alg: 'RS256', kid }, claims, asAttacker('RS256')),
    ] as const,
  ]);
  const oct = { kty: 'oct', k: Buffer.from('secret').toString('base64url'), kid: header.kid, alg };
  const embedded = (Object.keys(ATTACKER) as (keyof typeof ATTACKER)[]).flatMap((each) => {
    const jwk = { ...ATTACKER[each].publicKey.export({ format: 'jwk' }), kid: header.kid, alg: each, use: 'sig' };
    const x5c = [ATTACKER[each].publicKey.export({ type: 'spki', format: 'der' }).toString('base64')];
    const chosen: Readonly<Record<string, unknown>> = { jwk, jku: url, x5u: url, x5c };
    return Object.entries({ ...chosen, all: undefined }).map(([name, value]): Forgery => {
      const more = name === 'all' ? chosen : { [name]: value };
      return [`${each} by ${name}`, compact({ ...header, alg: each, ...more }, claims, asAttacker(each))];
    });
  });
  return [
    ...kids,
    ...embedded,
    ['an HMAC secret of its own', compact({ ...header, alg, jwk: oct }, claims, hmac(alg, 'secret'))],
    ...secrets.map((each): Forgery => [`secret ${each}`, compact({ ...header, alg }, claims, hmac(alg, each))]),
  ];
}

/** Signs with a real key, like an attacker who has obtained it. */
export function signedWith({ alg, signing: key }: Pick<LoadedKey, 'alg' | 'signing'>): Sign {
  if (alg === 'HS256' || alg === 'HS512') return (input) => createHmac(HASHES[alg], key).update(input).digest();
  return (input) =>
    signBytes(alg === 'EdDSA' ? null : 'sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
}
