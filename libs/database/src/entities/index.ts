import { AuditEvent } from './audit-event.entity';
import { Client } from './client.entity';
import { ClientSecret } from './client-secret.entity';
import { ClientToken } from './client-token.entity';
import { CodeTry } from './code-try.entity';
import { Device } from './device.entity';
import { ExternalAccount } from './external-account.entity';
import { IssuedToken } from './issued-token.entity';
import { LegacyBackEnd } from './legacy-back-end.entity';
import { LegacyDeparture } from './legacy-departure.entity';
import { KnownNetwork } from './known-network.entity';
import { LegacyPasswordChange } from './legacy-password-change.entity';
import { LegacyToken } from './legacy-token.entity';
import { LegacyWriteBack } from './legacy-write-back.entity';
import { LimitCount } from './limit-count.entity';
import { Location } from './location.entity';
import { OneTimeCode } from './one-time-code.entity';
import { OneTimeLink } from './one-time-link.entity';
import { OutgoingMail } from './outgoing-mail.entity';
import { Owner } from './owner.entity';
import { OwnerSecret } from './owner-secret.entity';
import { Revocation } from './revocation.entity';
import { Role } from './role.entity';
import { ServiceProcess } from './service-process.entity';
import { ServiceState } from './service-state.entity';
import { Session } from './session.entity';
import { SigningKey } from './signing-key.entity';
import { User } from './user.entity';
import { WebhookDelivery } from './webhook-delivery.entity';
import { WebhookEndpoint } from './webhook-endpoint.entity';
import { UserImport } from './user-import.entity';
import { UserProfile } from './user-profile.entity';
import { UserTotpSecret } from './user-totp-secret.entity';

export {
  AuditEvent,
  Client,
  ClientSecret,
  ClientToken,
  CodeTry,
  Device,
  ExternalAccount,
  IssuedToken,
  LegacyBackEnd,
  LegacyDeparture,
  KnownNetwork,
  LegacyPasswordChange,
  LegacyToken,
  LegacyWriteBack,
  LimitCount,
  Location,
  OneTimeCode,
  OneTimeLink,
  OutgoingMail,
  Owner,
  OwnerSecret,
  Revocation,
  Role,
  ServiceProcess,
  ServiceState,
  Session,
  SigningKey,
  User,
  UserImport,
  UserProfile,
  UserTotpSecret,
  WebhookDelivery,
  WebhookEndpoint,
};

/** Every entity of the service, for the data source. */
export const ENTITIES = [
  AuditEvent,
  Client,
  ClientSecret,
  ClientToken,
  CodeTry,
  Device,
  ExternalAccount,
  IssuedToken,
  LegacyBackEnd,
  LegacyDeparture,
  KnownNetwork,
  LegacyPasswordChange,
  LegacyToken,
  LegacyWriteBack,
  LimitCount,
  Location,
  OneTimeCode,
  OneTimeLink,
  OutgoingMail,
  Owner,
  OwnerSecret,
  Revocation,
  Role,
  ServiceProcess,
  ServiceState,
  Session,
  SigningKey,
  User,
  UserImport,
  UserProfile,
  UserTotpSecret,
  WebhookDelivery,
  WebhookEndpoint,
];
