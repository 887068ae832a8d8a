export type { Account } from './accounts/account';
export { type EmailAddress, parseEmail } from './accounts/email-address';
export { parseUsername, type Username } from './accounts/username';
export { AuthenticateToken, type Identity } from './auth/authenticate-token.service';
export { BeginSession } from './auth/begin-session.service';
export { EndSession, type EndReason } from './auth/end-session.service';
export { LogIn, type LoginName } from './auth/log-in.service';
export { RefreshSession } from './auth/refresh-session.service';
export { RenewAccess } from './auth/renew-access.service';
export { type LoadedKey, SigningKeys } from './auth/signing-keys.service';
export type {
  IssuedTokens,
  JwtFormat,
  OpaqueFormat,
  SigningAlgorithm,
  TokenFacts,
  TokenProfile,
  TokenSubject,
} from './auth/token-profile';
export { TokenSigner, type VerifiedClaims } from './auth/token-signer.service';
export { Clock, numericDate, secondsAfter, SystemClock } from './clock';
export { Countries, type Country } from './countries/countries.service';
export {
  IDENTITY_POLICY,
  type CodePolicy,
  type HashingPolicy,
  type IdentityPolicy,
  type PasswordPolicy,
} from './identity-policy';
export {
  type FieldProblem,
  IDENTITY_ERROR_CODES,
  IdentityError,
  type IdentityErrorCode,
  type IdentityErrorDetails,
  invalidField,
} from './identity.errors';
export { IdentityModule, type IdentityOptions } from './identity.module';
export { DevelopmentOutbox, type OutboxEntry, type OutboxMail } from './mail/development/development-outbox';
export type { MailSettings } from './mail/mail-settings';
export { html, type Markup } from './mail/templates/markup';
export { ChangeOwnerPassword, type OwnerName } from './owners/change-owner-password.service';
export { CreateOwner, type CreatedOwner } from './owners/create-owner.service';
export { DefaultOwner } from './owners/default-owner.service';
export { FindOwner } from './owners/find-owner.service';
export { OwnerSecrets } from './owners/owner-secrets.service';
export { type NewOwner, RegisterOwner } from './owners/register-owner.service';
export { RotateOwnerSecret } from './owners/rotate-owner-secret.service';
export { VerifyOwner } from './owners/verify-owner.service';
export { Randomness } from './randomness';
export { DEFAULT_ROLE_ID, Roles } from './roles/roles.service';
export { MasterKey } from './secrets/master-key';
export { readOrCreateMasterKey } from './secrets/master-key-file';
export { ChangeUserPassword } from './users/change-user-password.service';
export type { CreatedUser } from './users/create-user.service';
export { FindUser, type UserName, type UserPage } from './users/find-user.service';
export { ManageUser, type UserChanges } from './users/manage-user.service';
export { type NewUser, RegisterUser } from './users/register-user.service';
export { RequestUserPasswordCode, type UserAccountName } from './users/request-user-password-code.service';
export { VerifyUser } from './users/verify-user.service';
