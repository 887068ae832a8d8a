import {
  claimsIn,
  idIn,
  jsonBody,
  type LegacyAnswer,
  type LegacyDialect,
  legacyUser,
  type LegacyVerdict,
  objectIn,
  textIn,
} from '@portero/identity';

/** Django REST framework with SimpleJWT, as a client logs in. The name of the first field is the `USERNAME_FIELD`. */
export const simplejwtLegacyLogIn: LegacyDialect = {
  name: 'simplejwt',
  body: ({ name, password, nameField }) => jsonBody({ [nameField ?? 'email']: name, password }),
  read: readAnswer,
};

function readAnswer({ status, text }: LegacyAnswer): LegacyVerdict | null {
  const json = objectIn(text);
  if (status === 401) return textIn(json, 'detail') === null ? null : { kind: 'wrong' };
  const claims = claimsIn(textIn(json, 'access'));
  if (status !== 200 || claims === null) return null;
  return { kind: 'right', user: legacyUser({ externalId: idIn(claims, 'user_id') }) };
}
