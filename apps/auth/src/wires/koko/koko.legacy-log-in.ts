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

/** The log-in of the original Koko. The `sub` of its tokens is the user's id. */
export const kokoLegacyLogIn: LegacyDialect = {
  name: 'koko',
  body: ({ name, password }) => jsonBody({ email: name, password }),
  read: readAnswer,
};

function readAnswer({ status, text }: LegacyAnswer): LegacyVerdict | null {
  const json = objectIn(text);
  if (json?.['success'] === 0 && textIn(json, 'message') !== null) {
    // For an unknown name the document prints the sentence but no status.
    return { kind: status === 404 || json['message'] === 'Usuario no registrado' ? 'unknown' : 'wrong' };
  }
  const data = objectOf(json?.['data']);
  const claims = claimsIn(textIn(data, 'access_token'));
  if (status !== 200 || json?.['success'] !== 1 || claims === null) return null;
  return { kind: 'right', user: legacyUser({ externalId: idIn(claims, 'sub'), role: idIn(data, 'user_type') }) };
}
