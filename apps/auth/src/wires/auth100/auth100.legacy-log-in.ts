import {
  claimsIn,
  idIn,
  jsonBody,
  type LegacyAnswer,
  type LegacyDialect,
  legacyUser,
  type LegacyVerdict,
  objectIn,
  objectOf,
  textIn,
} from '@portero/identity';

/** The log-in of another Auth100, where the owner has the same uuid. Its tokens contain the role. */
export const auth100LegacyLogIn: LegacyDialect = {
  name: 'auth100',
  body: ({ name, password, ownerUuid }) => jsonBody({ email: name, ownerUuid, password }),
  read: readAnswer,
};

function readAnswer({ status, text }: LegacyAnswer): LegacyVerdict | null {
  const json = objectIn(text);
  if (json !== null && [401, 403, 404].includes(status)) {
    const isOwn = json['status'] === status && textIn(json, 'title') !== null;
    return isOwn ? { kind: status === 404 ? 'unknown' : 'wrong' } : null;
  }
  const result = objectOf(json?.['result']);
  const claims = claimsIn(textIn(result, 'accessToken'));
  if (status !== 200 || claims === null) return null;
  return { kind: 'right', user: legacyUser({ externalId: idIn(result, 'id'), role: idIn(claims, 'rol') }) };
}
