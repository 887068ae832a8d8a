import { getSchemaPath } from '@nestjs/swagger';
import type { OperationDocs } from '@auth/openapi/document-operation';
import {
  CODE_FAILURES,
  CREDENTIALED,
  OWNER_SCOPED,
  CREDENTIAL,
  NONE_OR_CREDENTIAL,
  PAGED,
  result,
  list,
} from '../auth100.operation-parts';
import * as clients from './clients.dto';
import * as ownerAccount from './owner-account.dto';
import * as owners from './owners.dto';

/** The operations about owners and their clients, and our additions to them. */
export const OWNER_OPERATIONS = {
  createOwner: {
    summary: 'Create new Owner',
    description:
      'Signs an owner up and mails it a verification code. The `secret` in the answer is half of the owner’s credential and is shown this once; in hardened mode the credential works once the owner is verified.',
    status: 201,
    ...result(owners.CreatedOwnerDto),
    body: owners.CreateOwnerDto,
    failures: ['owner_email_taken', 'signup_closed', 'busy'],
  },
  verifyOwner: {
    summary: 'Verify Owner',
    description: 'Takes the mailed code, once. After five wrong tries the code is dead, and “Resend” brings another.',
    status: 200,
    ...result(owners.IdDto),
    body: owners.VerificationCodeDto,
    failures: ['owner_not_found', 'already_verified', ...CODE_FAILURES],
  },
  resendOwnerCode: {
    summary: 'Resend Owner verification code',
    description: 'The one success without the `result` envelope, as published.',
    status: 200,
    schema: { $ref: getSchemaPath(owners.VerificationCodeSentDto) },
    models: [owners.VerificationCodeSentDto],
    failures: ['owner_not_found', 'already_verified', ...CREDENTIALED],
    security: NONE_OR_CREDENTIAL,
  },
  requestOwnerPasswordCode: {
    summary: 'Request change password (owner)',
    description:
      'Mails a code with which “Change password” sets a new password. In hardened mode an unknown e-mail gets the same answer, and no mail.',
    status: 200,
    ...result(owners.PasswordCodeSentDto),
    body: owners.RequestChangePasswordDto,
    failures: ['account_unknown', ...OWNER_SCOPED],
    security: NONE_OR_CREDENTIAL,
  },
  changeOwnerPassword: {
    summary: 'Change password (owner)',
    description: 'Sets a new password with the mailed code, which works once. The secret of the owner stays as it is.',
    status: 200,
    ...result(owners.SuccessfulDto),
    body: owners.ChangePasswordDto,
    failures: ['account_unknown', 'busy', ...CODE_FAILURES],
  },
  rotateOwnerSecret: {
    summary: 'Rotate secret',
    description:
      'Our addition. The secret in use works for 24 hours more, or ends now with `atOnce`; one that was replaced before ends now.',
    status: 200,
    ...result(owners.SecretDto),
    body: owners.RotateSecretDto,
    failures: ['account_unknown', 'wrong_password', 'invalid_credentials', 'not_verified', 'busy'],
  },
  updateOwner: {
    summary: 'Update owner',
    description: 'Our addition: how mails of the owner name their sender. Absent fields stay, `null` clears.',
    status: 200,
    ...result(ownerAccount.OwnerAccountDto),
    body: ownerAccount.UpdateOwnerDto,
    failures: CREDENTIALED,
    security: CREDENTIAL,
  },
  listAuditEvents: {
    summary: 'Get audit events',
    description:
      'Our addition: what happened to the owner and its users, the newest first. Paged: follow the `Link` header with `rel="next"`.',
    status: 200,
    ...list(ownerAccount.AuditEventDto),
    failures: CREDENTIALED,
    security: CREDENTIAL,
    responseHeaders: PAGED,
  },
  createClient: {
    summary: 'Create client',
    description:
      'Our addition: a credential for one back end, which opens no more than its scopes: `verify` (introspection, feed of revocations), `revoke`, `exchange`, `token` (client credentials), `users:read`, `users:write`. The secret is shown this once.',
    status: 201,
    ...result(clients.ClientSecretDto),
    body: clients.CreateClientDto,
    failures: CREDENTIALED,
    security: CREDENTIAL,
  },
  listClients: {
    summary: 'List clients',
    description: 'Our addition: all clients of the owner, the oldest first, without their secrets.',
    status: 200,
    ...list(clients.ClientDto),
    failures: CREDENTIALED,
    security: CREDENTIAL,
  },
  rotateClientSecret: {
    summary: 'Rotate the secret of a client',
    description:
      'Our addition. The secret in use works for 24 hours more, or ends now with `atOnce`; one that was replaced before ends now.',
    status: 200,
    ...result(clients.ClientSecretDto),
    body: clients.RotateClientSecretDto,
    failures: [...CREDENTIALED, 'client_not_found'],
    security: CREDENTIAL,
  },
  deleteClient: {
    summary: 'Delete client',
    description: 'Our addition. Its secrets and the tokens that it got for itself end at once.',
    status: 200,
    ...result(clients.ClientIdDto),
    failures: [...CREDENTIALED, 'client_not_found'],
    security: CREDENTIAL,
  },
} as const satisfies Record<string, OperationDocs>;
