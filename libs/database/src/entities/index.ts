import { CodeTry } from './code-try.entity';
import { IssuedToken } from './issued-token.entity';
import { OneTimeCode } from './one-time-code.entity';
import { OutgoingMail } from './outgoing-mail.entity';
import { Owner } from './owner.entity';
import { OwnerSecret } from './owner-secret.entity';
import { Role } from './role.entity';
import { ServiceState } from './service-state.entity';
import { Session } from './session.entity';
import { SigningKey } from './signing-key.entity';
import { User } from './user.entity';

export {
  CodeTry,
  IssuedToken,
  OneTimeCode,
  OutgoingMail,
  Owner,
  OwnerSecret,
  Role,
  ServiceState,
  Session,
  SigningKey,
  User,
};

/** Every entity of the service, for the data source. */
export const ENTITIES = [
  CodeTry,
  IssuedToken,
  OneTimeCode,
  OutgoingMail,
  Owner,
  OwnerSecret,
  Role,
  ServiceState,
  Session,
  SigningKey,
  User,
];
