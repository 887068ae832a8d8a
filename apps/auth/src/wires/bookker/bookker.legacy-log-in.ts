import {
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

/** The log-in of the original Bookker. Its answer describes the user; its tokens contain the alias. */
export const bookkerLegacyLogIn: LegacyDialect = {
  name: 'bookker',
  body: ({ name, password }) => jsonBody({ username: name, password }),
  read: readAnswer,
};

function readAnswer({ status, text }: LegacyAnswer): LegacyVerdict | null {
  const json = objectIn(text);
  // Spring Boot's error body. Other bodies come from a proxy.
  if ([400, 401, 403].includes(status)) return json?.['status'] === status ? { kind: 'wrong' } : null;
  const [user, role] = [objectOf(json?.['user']), objectOf(json?.['role'])];
  if (status !== 200 || textIn(json, 'token') === null || user === null) return null;
  return {
    kind: 'right',
    user: legacyUser({
      externalId: idIn(user, 'id'),
      email: textIn(user, 'email'),
      username: textIn(user, 'alias'),
      name: textIn(user, 'name'),
      surname: textIn(user, 'surname'),
      phone: textIn(user, 'phone'),
      role: textIn(role, 'name')?.replace(/^ROLE_/u, '') ?? null,
    }),
  };
}
