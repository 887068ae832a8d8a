import type { OperationDocs } from '../../openapi/document-operation';
import {
  CODE_FAILURES,
  OWNER_SCOPED,
  USER_SCOPED,
  CREDENTIAL,
  NONE_OR_CREDENTIAL,
  CREDENTIAL_WHEN_HARDENED,
  PAGED,
  result,
  list,
} from './auth100.operation-parts';
import { CountryDto, RoleDto } from './catalog/catalog.dto';
import { OWNER_OPERATIONS } from './owners/owner.operations';
import * as owners from './owners/owners.dto';
import { WEBHOOK_OPERATIONS } from './owners/webhook.operations';
import * as session from './session/session.dto';
import * as users from './users/users.dto';

/** Every operation of the document, and our additions to it. */
export const AUTH100_OPERATIONS = {
  ...OWNER_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
  createUser: {
    summary: 'Create new User',
    description:
      'Creates a user, inactive until it is verified, and mails it a verification code. Without `rol` it is a USER; `username`, `name`, `surname` and `phone` are our additions.',
    status: 201,
    ...result(users.CreatedUserDto),
    body: users.CreateUserDto,
    failures: ['email_taken', 'username_taken', 'busy', ...OWNER_SCOPED],
    security: CREDENTIAL_WHEN_HARDENED,
  },
  verifyUser: {
    summary: 'Verify User',
    description: 'Takes the mailed code, once, activates the user and begins its first session.',
    status: 200,
    ...result(session.TokensDto),
    body: owners.VerificationCodeDto,
    failures: ['user_not_found', 'already_verified', 'account_disabled', ...CODE_FAILURES],
  },
  resendUserCode: {
    summary: 'Resend Verification Code User',
    description: 'Mails another code; the one before stops working. Only before the user is verified.',
    status: 200,
    ...result(owners.VerificationCodeSentDto),
    failures: ['already_verified', 'account_disabled', ...USER_SCOPED],
    security: CREDENTIAL_WHEN_HARDENED,
  },
  requestUserPasswordCode: {
    summary: 'Request change password (user)',
    description:
      'Mails a code with which “Change Password” sets a new password. In hardened mode an unknown e-mail gets the same answer, and no mail.',
    status: 200,
    ...result(owners.PasswordCodeSentDto),
    body: owners.RequestChangePasswordDto,
    failures: ['account_unknown', ...OWNER_SCOPED],
    security: NONE_OR_CREDENTIAL,
  },
  checkUserPasswordCode: {
    summary: 'Request change password verify',
    description:
      'Tells whether a password code is right, without using it up: “Change Password” takes it afterwards. A wrong try counts.',
    status: 200,
    ...result(owners.SuccessfulDto),
    body: owners.CheckPasswordCodeDto,
    failures: ['account_unknown', ...CODE_FAILURES],
  },
  changeUserPassword: {
    summary: 'Change Password (user)',
    description: 'Sets a new password with the mailed code, which works once, and ends every session of the user.',
    status: 200,
    ...result(owners.SuccessfulDto),
    body: owners.ChangePasswordDto,
    failures: ['account_unknown', 'busy', ...CODE_FAILURES],
  },
  listUsers: {
    summary: 'Get list users',
    description: 'Paged: follow the `Link` header with `rel="next"`.',
    status: 200,
    ...list(users.ListedUserDto),
    failures: OWNER_SCOPED,
    security: CREDENTIAL_WHEN_HARDENED,
    responseHeaders: PAGED,
  },
  getUserById: {
    summary: 'Get user by id',
    description:
      'One user of the owner that is named, whole. The keys that would show a password, a code or a token carry a constant or `null`.',
    status: 200,
    ...result(users.UserDto),
    failures: [...USER_SCOPED, 'owner_not_found'],
    security: CREDENTIAL_WHEN_HARDENED,
  },
  getUserByUuid: {
    summary: 'Get user by uuid',
    description: 'One user, whole. The keys that would show a password, a code or a token carry a constant or `null`.',
    status: 200,
    ...result(users.UserDto),
    failures: USER_SCOPED,
    security: CREDENTIAL_WHEN_HARDENED,
  },
  deleteUserById: {
    summary: 'Delete user by id',
    description: 'Printed with method GET by mistake. Ends the sessions of the user; its e-mail may register again.',
    status: 200,
    ...result(owners.IdDto),
    failures: [...USER_SCOPED, 'owner_not_found'],
    security: CREDENTIAL_WHEN_HARDENED,
  },
  deleteUserByUuid: {
    summary: 'Delete user by uuid',
    description: 'Deletes the user and ends its sessions; its e-mail may register again.',
    status: 200,
    ...result(owners.IdDto),
    failures: USER_SCOPED,
    security: CREDENTIAL_WHEN_HARDENED,
  },
  updateUser: {
    summary: 'Update user',
    description: 'Our addition. Absent fields stay, `null` clears.',
    status: 200,
    ...result(users.UserDto),
    body: users.UpdateUserDto,
    failures: ['username_taken', ...USER_SCOPED],
    security: CREDENTIAL,
  },
  endUserSessions: {
    summary: 'End every session of a user',
    description: 'Our addition. Its refresh tokens and access tokens stop working; it may log in again.',
    status: 200,
    ...result(owners.IdDto),
    failures: USER_SCOPED,
    security: CREDENTIAL,
  },
  login: {
    summary: 'Log in',
    description: 'Our addition: the document prints none.',
    status: 200,
    ...result(session.TokensDto),
    body: session.LoginDto,
    failures: ['wrong_password', 'account_unknown', 'invalid_credentials', 'not_verified', 'account_disabled', 'busy'],
  },
  refresh: {
    summary: 'Refresh',
    description:
      'Our addition. Each refresh token works once; one that comes back more than 10 s later ends the session.',
    status: 200,
    ...result(session.TokensDto),
    body: session.RefreshDto,
    failures: ['token_invalid', 'token_expired', 'refresh_token_reused', 'account_disabled', 'not_verified'],
  },
  logout: {
    summary: 'Log out',
    description: 'Our addition. Ends the session of the access token.',
    status: 200,
    ...result(session.LoggedOutDto),
    failures: ['not_authenticated', 'token_invalid', 'token_expired', 'account_disabled'],
    security: ['auth100Token'],
  },
  listRoles: {
    summary: 'List roles',
    description: 'Our addition: what `rol` may be, at every owner.',
    status: 200,
    ...list(RoleDto),
    failures: [],
  },
  listCountries: {
    summary: 'List countries',
    description: 'Our addition: what `country-code` may be.',
    status: 200,
    ...list(CountryDto),
    failures: [],
  },
} as const satisfies Record<string, OperationDocs>;
