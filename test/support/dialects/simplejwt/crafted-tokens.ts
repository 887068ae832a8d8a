import { createHmac } from 'node:crypto';

/** The parts of crafted tokens. */
export interface CraftingBench {
  /** The secret that signs the tokens of the dialect. */
  readonly secret: Buffer;
  /** Seconds since 1970. */
  readonly now: number;
}

type Claims = Readonly<Record<string, unknown>>;

const HEADER = { alg: 'HS256', typ: 'JWT' };
const HOUR = 3600;

/** A token in the original's format, with a changed claim or, if it is `undefined`, without it. */
function claims(now: number, changed: Claims): Claims {
  const usual = { token_type: 'refresh', exp: now + 24 * HOUR, iat: now - 1, jti: 'f'.repeat(32), user_id: 1 };
  return JSON.parse(JSON.stringify({ ...usual, ...changed })) as Claims;
}

/** The functions that make crafted tokens, by the name of their placeholder. */
const RECIPES: Readonly<Record<string, (bench: CraftingBench) => string>> = {
  access_crafted: signed((now) => ({ token_type: 'access', exp: now + 300 })),
  access_expired: signed((now) => ({ token_type: 'access', exp: now - HOUR })),
  alg_missing: (bench) => sign(bench, { typ: 'JWT' }, claims(bench.now, {})),
  alg_none: ({ now }) => `${encode({ ...HEADER, alg: 'none' })}.${encode(claims(now, {}))}.`,
  alg_none_upper: ({ now }) => `${encode({ ...HEADER, alg: 'None' })}.${encode(claims(now, {}))}.`,
  alg_other: (bench) => sign(bench, { ...HEADER, alg: 'HS512' }, claims(bench.now, {}), 'sha512'),
  exp_string_word: signed(() => ({ exp: 'soon' })),
  exp_zero: signed(() => ({ exp: 0 })),
  expired: signed((now) => ({ exp: now - HOUR })),
  expired_just_now: signed((now) => ({ exp: now })),
  four_segments: (bench) => `${sign(bench, HEADER, claims(bench.now, {}))}.AAAA`,
  iat_future: signed((now) => ({ iat: now + HOUR })),
  iat_string: signed(() => ({ iat: 'word' })),
  nbf_future: signed((now) => ({ nbf: now + HOUR })),
  nbf_string: signed(() => ({ nbf: 'word' })),
  no_exp: signed(() => ({ exp: undefined })),
  no_jti: signed(() => ({ jti: undefined })),
  no_token_type: signed(() => ({ token_type: undefined })),
  no_jti_expired: signed((now) => ({ jti: undefined, exp: now - HOUR })),
  other_secret: ({ now }) => sign({ secret: Buffer.from('another secret'), now }, HEADER, claims(now, {})),
  payload_array: (bench) => signText(bench, '[]'),
  payload_empty_object: (bench) => signText(bench, '{}'),
  payload_not_json: (bench) => signText(bench, 'not json'),
  payload_only_exp: (bench) => signText(bench, JSON.stringify({ exp: bench.now + HOUR })),
  payload_exp_jti: (bench) => signText(bench, JSON.stringify({ exp: bench.now + HOUR, jti: 'x' })),
  signature_missing: (bench) => withoutSignature(sign(bench, HEADER, claims(bench.now, {}))),
  sliding: signed((now) => ({ token_type: 'sliding', refresh_exp: now + 24 * HOUR })),
  token_type_case: signed(() => ({ token_type: 'Refresh' })),
  token_type_null: signed(() => ({ token_type: null })),
  token_type_number: signed(() => ({ token_type: 1 })),
  two_segments: (bench) => withoutSignature(sign(bench, HEADER, claims(bench.now, {}))).slice(0, -1),
  well_made: signed(() => ({})),
};

/** Makes the token of that name. Throws when there is no recipe for it. */
export function craftToken(name: string, bench: CraftingBench): string {
  const recipe = RECIPES[name];
  if (!recipe) throw new Error(`No recipe for a token ${name}`);
  return recipe(bench);
}

function signed(changed: (now: number) => Claims): (bench: CraftingBench) => string {
  return (bench) => sign(bench, HEADER, claims(bench.now, changed(bench.now)));
}

function sign(bench: CraftingBench, header: object, body: Claims, hash = 'sha256'): string {
  return seal(bench, `${encode(header)}.${encode(body)}`, hash);
}

function signText(bench: CraftingBench, payload: string): string {
  return seal(bench, `${encode(HEADER)}.${Buffer.from(payload).toString('base64url')}`);
}

function seal({ secret }: CraftingBench, input: string, hash = 'sha256'): string {
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
}

function withoutSignature(token: string): string {
  return token.slice(0, token.lastIndexOf('.') + 1);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
