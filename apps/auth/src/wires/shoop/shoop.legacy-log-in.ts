import {
  type LegacyAnswer,
  type LegacyDialect,
  legacyUser,
  type LegacyVerdict,
  objectIn,
  textIn,
} from '@portero/identity';

/** The log-in of the original Shoop. Its keys are opaque, so the answer contains no user id. */
export const shoopLegacyLogIn: LegacyDialect = {
  name: 'shoop',
  body: ({ name, password }) => ({
    mediaType: 'application/x-www-form-urlencoded',
    text: new URLSearchParams({ email: name, password }).toString(),
  }),
  read: readAnswer,
};

function readAnswer({ status, text }: LegacyAnswer): LegacyVerdict | null {
  const json = objectIn(text);
  if (json?.['status'] === 0 && textIn(json, 'error') !== null) return { kind: status === 404 ? 'unknown' : 'wrong' };
  if (status !== 200 || json?.['status'] !== 1 || textIn(json, 'key') === null) return null;
  return { kind: 'right', user: legacyUser({}) };
}
