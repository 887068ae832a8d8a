import { freshEmail } from '../accounts/auth100-accounts';
import type { StagedOwner, StagedSession, StagedUser } from './auth100-stage';
import type { Given } from './substitution';

/** The values that the examples print. */
export const PRINTED = {
  newOwner: '426e8da8-ba8d-4622-9e53-86587d6bca9c',
  owner: 'bdd339af-b926-4215-94d6-29375773695d',
  secret: 'oItQ7vJSViXDjcmPywrX+USAbVE4R44Zsoz/0wZVXhk=',
  otherOwner: '0b0c6f0e-5a53-4b0e-8f0a-6f2f3f1c9d11',
  otherSecret: 'c2Vjb25kLW93bmVyLXNlY29uZC1vd25lci1zZWNvbmQ=',
  client: '7d6f2f0e-58a4-4f0c-9f0e-2b8f3f1c7a55',
  clientSecret: 'n3w5ecretForThe0wnerThatRotatedIt/000000000=',
  webhook: '2f1c7a55-58a4-4f0c-9f0e-7d6f2f0e2b8f',
  user: 'a367d66b-c695-43fc-bccd-f7964059d45c',
  accessToken:
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6Miwicm9sIjoxLCJpYXQiOjE2MzQwMDQ0NzIsImV4cCI6MTYzNDAwNTA3Mn0.1FY5Z9LAo7unJpPRp3MoIt8A5IsxHKJCHPRbqAQh1_4',
  refreshToken:
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6Miwicm9sIjoxLCJpYXQiOjE2MzQwMDQ0NzJ9.QNO69a4pu0n3j57GfZS7a7eyQxd4zMIArIq4Cx2XV8M',
  cursor: '1.Zm9yLWV4YW1w',
  wrongCode: '0000',
} as const;

/** No accounts: unused addresses. */
export function nobody(): Given {
  return { replace: { 'owner@owner.com': freshEmail(), 'user@user.com': freshEmail() } };
}

/** An owner, in all places where the document prints one. */
export function ofOwner(owner: StagedOwner, more: Given['replace'] = {}): Given {
  return {
    owner,
    replace: {
      [PRINTED.newOwner]: owner.uuid,
      [PRINTED.owner]: owner.uuid,
      [PRINTED.secret]: owner.secret,
      'owner@owner.com': owner.email,
      'user@user.com': freshEmail(),
      ...more,
    },
  };
}

/** An owner, and its user that the document prints. */
export function ofUser(owner: StagedOwner, user: StagedUser, more: Given['replace'] = {}): Given {
  const given = ofOwner(owner, { [PRINTED.user]: user.uuid, 'user@user.com': user.email, ...more });
  return { ...given, ids: { 2: user.id } };
}

/** The same for a verified user, with the tokens of its session. */
export function ofSession(owner: StagedOwner, user: StagedSession): Given {
  const tokens = { [PRINTED.accessToken]: user.accessToken, [PRINTED.refreshToken]: user.refreshToken };
  return ofUser(owner, user, tokens);
}

/** A code, and a wrong one. */
export function codes(printed: string, code: string): Given['replace'] {
  return { [printed]: code, [PRINTED.wrongCode]: wrong(code) };
}

/** Another code of the same length. */
export function wrong(code: string): string {
  const count = 10 ** code.length;
  return String((Number(code) + 1) % count).padStart(code.length, '0');
}
