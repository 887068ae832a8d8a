export type { Account } from './accounts/account';
export { AdoptToken } from './tokens/adopt-token.service';
export { type BlacklistedToken, BlacklistTokens } from './tokens/blacklist-tokens.service';
export { derivedUuid, idClaim, type LegacyFormat, momentClaim, signedTokenIdOf } from './tokens/legacy-format';
export { type EmailAddress, parseEmail } from './accounts/email-address';
export { parseUsername, type Username } from './accounts/username';
export {
  AUDIT_ACTORS,
  AUDIT_EVENT_NAMES,
  AUDIT_OUTCOMES,
  type AuditActor,
  type AuditEntry,
  type AuditEventName,
  type AuditOutcome,
} from './audit/audit-entry';
export { AuditLog } from './audit/audit-log.service';
export { type AuditRecord, auditRecord } from './audit/audit-record';
export { type AuditFilter, type AuditPage, type AuditQuery, AuditTrail } from './audit/audit-trail.service';
export { AuthenticateToken, type Identity } from './tokens/authenticate-token.service';
export { BeginSession } from './auth/begin-session.service';
export { EndManySessions, type EndedSessions } from './auth/end-many-sessions.service';
export { EndSession, type EndReason } from './auth/end-session.service';
export { FindSessions } from './auth/find-sessions.service';
export { LogIn, type LoginName } from './auth/log-in.service';
export { RefreshSession } from './auth/refreshing/refresh-session.service';
export { RenewAccess } from './auth/refreshing/renew-access.service';
export { describeKeys, type SigningKeyFacts } from './keys/describe-keys';
export { KeyUpkeep } from './keys/key-upkeep.service';
export { type PublishedKey, PublishedKeys } from './keys/published-keys.service';
export { RotateKeys, type Rotation } from './keys/rotate-keys.service';
export { SpentKeys } from './keys/spent-keys.service';
export { isAsymmetric, SIGNING_ALGORITHMS, type SigningAlgorithm } from './keys/signing-algorithm';
export { KEYS_REFRESH_SECONDS, type LoadedKey, SigningKeys } from './keys/signing-keys.service';
export type {
  IssuedTokens,
  JwtFormat,
  OpaqueFormat,
  TokenFacts,
  TokenProfile,
  TokenHolder,
  TokenSubject,
} from './tokens/token-profile';
export { InspectToken, ownerOf } from './tokens/inspect-token.service';
export { headerOf, type JsonObject } from './tokens/jws';
export {
  type OwnersToken,
  type RecognizedToken,
  RecognizeToken,
  type UserToken,
} from './tokens/recognize-token.service';
export { idWithSession, isTimed, spellSessionId } from './tokens/session-in-id';
export { TokenProfiles } from './tokens/token-profiles.service';
export { ExchangeToken } from './standard-tokens/exchange-token.service';
export {
  type ClientTokenFacts,
  type ClientTokenFormat,
  IssueClientToken,
} from './standard-tokens/issue-client-token.service';
export { RevokeToken } from './standard-tokens/revoke-token.service';
export {
  FEED_START,
  type FeedFormat,
  type RevocationCursor,
  RevocationFeed,
  type RevocationPage,
  type RevokedSession,
  type RevokedToken,
} from './revocations/revocation-feed.service';
export { FEED_LAG } from './revocations/feed-lag';
export { shortened, type Snapshot } from './revocations/snapshot';
export { REVOCATIONS_CHANNEL } from './revocations/revocations.service';
export { MAX_TOKEN_LENGTH, TokenSigner, type VerifiedClaims } from './tokens/token-signer.service';
export { CLIENT_SCOPES, type ClientScope } from './clients/client-scopes';
export { FindClients } from './clients/find-clients.service';
export { type ClientWithSecret, ManageClients } from './clients/manage-clients.service';
export { Clock, numericDate, secondsAfter, SystemClock } from './clock';
export { Countries, type Country } from './countries/countries.service';
export { type ProviderAccount, ExternalAccounts } from './external-accounts/external-accounts.service';
export {
  IDENTITY_POLICY,
  type CodePolicy,
  type HashingPolicy,
  type IdentityPolicy,
  type KeyPolicy,
  type LimitsPolicy,
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
export { CountMovedUsers, type MovingProgress } from './exports/count-moved-users.service';
export { type ExportedUser, ExportUsers } from './exports/export-users.service';
export { CheckRow } from './imports/check-row.service';
export type { ImportBatch } from './imports/import-batch';
export {
  type ConflictPolicy,
  ImportConflictError,
  ImportTakenOverError,
  type Rejection,
  RowError,
} from './imports/import-row';
export { type ImportedFile, ImportUsers } from './imports/import-users.service';
export type { BatchOutcome, ImportCounts, RunningImport } from './imports/running-import';
export { type NothingToResume, ResumeImport } from './imports/resume-import.service';
export { ImportKeys } from './imports/import-keys.service';
export { type KeyRow, type NumberedKey, readKeyRow } from './imports/key-row';
export { UndoImport, type UndoneImport } from './imports/undo-import.service';
export { type LegacyBackEndFields, LegacyBackEnds } from './legacy/legacy-back-ends.service';
export {
  type LegacyAnswer,
  type LegacyBody,
  type LegacyDialect,
  type LegacyQuestion,
  jsonBody,
  legacyUser,
  type LegacyUser,
  type LegacyVerdict,
} from './legacy/legacy-dialect';
export { claimsIn, idIn, type LooseObject, objectIn, objectOf, textIn } from './legacy/json-answer';
export { LegacyDialects } from './legacy/legacy-dialects.service';
export { WriteBackSender } from './legacy/write-back/write-back-sender.service';
export { type ShownWriteBack, WriteBacks, type WriteBackTarget } from './legacy/write-back/write-backs.service';
export { networkKind, networkKindOfHost, type NetworkKind } from './legacy/network-kind';
export type { LimitName } from './limits/limit-table';
export type { LimitState } from './identity.errors';
export type { LimitStoreSettings } from './limits/replicas/limit-store-settings';
export { probeLimitStore } from './limits/replicas/probe-limit-store';
export { LimitStoreState } from './limits/limit-store-state.service';
export { type LimitSubject, Limits } from './limits/limits.service';
export {
  HASH_REJECTED,
  LEGACY_ASKED,
  LEGACY_WRITTEN_BACK,
  LOG_IN_DECIDED,
  MAIL_SETTLED,
  PASSWORD_HASHED,
  RATE_LIMITED,
  REFRESH_DECIDED,
  TOKEN_CHECKED,
  TOKENS_ISSUED,
  WEBHOOK_SETTLED,
} from './signals/identity-signals';
export type { LinkOffer } from './links/send-link.service';
export { DevelopmentOutbox, type OutboxEntry, type OutboxMail } from './mail/development/development-outbox';
export type { MailLanguage } from './mail/mail-language';
export type { MailSettings } from './mail/mail-settings';
export { probeMailServer } from './mail/probe-mail-server';
export { type MailBacklog, mailBacklog } from './mail/queue/mail-backlog';
export { describeHash, type HashFacts, NO_PASSWORD } from './passwords/foreign/describe-hash';
export { type HashTarget, translateHash } from './passwords/foreign/translate-hash';
export { BacklogWatch } from './operation/backlog-watch.service';
export { estimateOpenSessions } from './operation/estimate-open-sessions';
export { Presence, type ProcessFacts } from './operation/presence.service';
export { runningProcesses, type SeenProcess } from './operation/running-processes';
export { HashQueue } from './passwords/hash-queue';
export { type AdmittedOwner, AdmitOwner } from './owners/admit-owner.service';
export { AuthenticateOwner, type ProvenCaller } from './owners/authenticate-owner.service';
export { ChangeOwnerPassword } from './owners/change-owner-password.service';
export { CreateOwner, type CreatedOwner, type VouchedOwner } from './owners/create-owner.service';
export { DefaultOwner } from './owners/default-owner.service';
export { FindOwner } from './owners/find-owner.service';
export { KnownOwners } from './owners/known-owners.service';
export { ManageOwner, type OwnerChanges } from './owners/manage-owner.service';
export { type OwnerName, RequestOwnerPasswordCode } from './owners/request-owner-password-code.service';
export { OwnerSecrets } from './owners/owner-secrets.service';
export { SECRET_OVERLAP_SECONDS } from './owners/secret-rotation';
export { type NewOwner, RegisterOwner } from './owners/register-owner.service';
export { RotateOwnerSecret } from './owners/rotate-owner-secret.service';
export { VerifyOwner } from './owners/verify-owner.service';
export { Locations } from './profiles/locations.service';
export { type UserDetails, UserProfiles } from './profiles/user-profiles.service';
export { Randomness, SystemRandomness } from './randomness';
export { type NetworkAddress, parseAddress } from './requests/network-address';
export {
  currentRequest,
  networkOf,
  type RequestOrigin,
  servingRequest,
  servingWithoutContext,
} from './requests/request-origin';
export { DEFAULT_ROLE_ID, Roles } from './roles/roles.service';
export { MasterKey, type SealedWith } from './secrets/master-key';
export { MasterKeySeal, WrongMasterKeyError } from './secrets/master-key-seal.service';
export {
  previousMasterKeyFile,
  readMasterKey,
  readOrCreateMasterKey,
  readPreviousMasterKey,
  replaceMasterKey,
} from './secrets/master-key-file';
export {
  listSealed,
  resealAll,
  type Resealing,
  type SealedKind,
  type SealedRow,
  UnreadableRowsError,
} from './resealing/reseal';
export { type LastSweep, readLastSweep } from './sweeping/last-sweep';
export { Sweeper } from './sweeping/sweeper.service';
export { AdmitUser, type Admission } from './users/admit-user.service';
export { ChangePasswordByLink } from './users/by-link/change-password-by-link.service';
export { RequestPasswordLink } from './users/by-link/request-password-link.service';
export { TakeAccountOver } from './users/by-link/take-account-over.service';
export { VerifyUserByLink } from './users/by-link/verify-user-by-link.service';
export { ChangeUserPassword } from './users/change-user-password.service';
export type { CreatedUser } from './users/create-user.service';
export { FindUser, type UserName } from './users/find-user.service';
export { ManageUser } from './users/manage-user.service';
export type { NewUser } from './users/prepare-user.service';
export type { UserChanges } from './users/read-user-changes.service';
export { type ListedUser, ReadUsers, type ShownUser, type UserPage } from './users/read-users.service';
export { RegisterUser } from './users/register-user.service';
export { RequestUserPasswordCode, type UserAccountName } from './users/request-user-password-code.service';
export { VerifyUser } from './users/verify-user.service';
export { type FailedDelivery, FindWebhooks } from './webhooks/find-webhooks.service';
export { ManageWebhooks, type WebhookWithSecret } from './webhooks/manage-webhooks.service';
export { type WebhookBacklog, webhookBacklog, webhookQueueState } from './webhooks/queue/webhook-backlog';
export { readClaims } from './tokens/jws';
export { hashToken } from './tokens/token-issuer.service';
export { StoredTokens } from './tokens/stored-tokens.service';
export { type WeakCount, WrapHashes, type WrappedCount } from './wrapping/wrap-hashes.service';
