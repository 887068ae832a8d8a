import type { Dice } from '../support/http/dice';
import { AUTHORIZATIONS, VALUES } from '../support/http/hostile-values';
import { claimsIn, headerIn } from '../support/tokens/back-end';
import { compact, withoutAlgorithm } from '../support/tokens/forged-tokens';
import type { Mutation } from './mutations';
import type { Draft } from './plausible-request';

/** A text in the encoding of a header. */
const bytes = (text: string): string => Buffer.from(text).toString('latin1');

const AUTHORIZATION = new Set(['authorization', 'key', 'x-api-key', 'user-access-token']);

/** Changes to the credential. */
export const CREDENTIAL_MUTATIONS: readonly Mutation[] = [
  (draft) => void (draft.headers = draft.headers.filter(([name]) => !AUTHORIZATION.has(name))),
  (draft, dice, pool) => swapTokens(draft, () => pool.session(dice, null).access),
  (draft, dice, pool) => swapTokens(draft, () => pool.session(dice, null).refresh ?? 'x'),
  (draft, dice) => swapTokens(draft, (token) => forged(token, dice)),
  (draft, dice) =>
    swapTokens(draft, (token) =>
      dice.pick([token.slice(0, -1), `${token}=`, `${token}.`, token.toUpperCase(), ` ${token}`, `${token},${token}`]),
    ),
  (draft, dice) => void draft.headers.push(['authorization', dice.pick(AUTHORIZATIONS)]),
  (draft, dice) =>
    void draft.headers.push([
      dice.pick(['key', 'x-api-key', 'user-access-token']),
      dice.pick(['', 'x', 'a'.repeat(40), "' OR 1=1", bytes('é')]),
    ]),
  (draft, dice, pool) => {
    const { uuid, secret } = pool.credential(dice);
    const text = dice.pick([
      `${uuid}:${secret}x`,
      uuid,
      `:${secret}`,
      `${uuid.toUpperCase()}:${secret}`,
      `${uuid}:${secret}:`,
      `${uuid}\0:${secret}`,
    ]);
    draft.headers = [
      ...draft.headers.filter(([name]) => name !== 'authorization'),
      ['authorization', `Basic ${Buffer.from(text).toString('base64')}`],
    ];
  },
];

/** Replaces tokens in headers and fields by other tokens. */
function swapTokens(draft: Draft, change: (token: string) => string): void {
  draft.headers = draft.headers.map(([name, value]) => {
    if (!AUTHORIZATION.has(name)) return [name, value];
    return [
      name,
      value.startsWith('Bearer ')
        ? `Bearer ${change(value.slice(7))}`
        : value.startsWith('Basic ')
          ? value
          : change(value),
    ];
  });
  draft.fields = draft.fields.map(([name, value]) =>
    /token|refresh/iu.test(name) && typeof value === 'string' && !value.startsWith('urn:')
      ? [name, change(value)]
      : [name, value],
  );
}

function forged(token: string, dice: Dice): string {
  if (!/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/u.test(token)) return token.split('').reverse().join('');
  if (dice.roll(2) === 0) return dice.pick(withoutAlgorithm(token))[1];
  const kid = dice.pick<unknown>([null, '', '../../dev/null', '__proto__', "' OR 1=1 --", [], {}, 'x'.repeat(2000)]);
  const claims = {
    ...claimsIn(token),
    [dice.pick(['jti', 'sub', 'exp', 'iat', 'aud', '__proto__'])]: dice.pick(VALUES),
  };
  return compact({ ...headerIn(token), kid }, claims, () => 'forged');
}
