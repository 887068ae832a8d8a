import { InitialSchema1795303944305 } from './1795303944305-initial-schema';
import { UserBelongings1795305077885 } from './1795305077885-user-belongings';
import { AuditEvents1795306104521 } from './1795306104521-audit-events';
import { OwnerMailSender1795306104522 } from './1795306104522-owner-mail-sender';
import { ExpiryIndexes1795306104530 } from './1795306104530-expiry-indexes';
import { TokensForOthers1795306104540 } from './1795306104540-tokens-for-others';
import { Clients1795747315057 } from './1795747315057-clients';
import { CheapSessions1795747468945 } from './1795747468945-cheap-sessions';
import { RequestIdsOfProxies1795758100001 } from './1795758100001-request-ids-of-proxies';
import { UserImports1795760594108 } from './1795760594108-user-imports';
import { CallersOfCodeTries1795761700000 } from './1795761700000-callers-of-code-tries';
import { LegacyTokens1795761800001 } from './1795761800001-legacy-tokens';
import { RefreshAnswers1795770000013 } from './1795770000013-refresh-answers';
import { LegacyBackEnds1795771800018 } from './1795771800018-legacy-back-ends';
import { LimitCounts1795775000014 } from './1795775000014-limit-counts';
import { Webhooks1795776000012 } from './1795776000012-webhooks';
import { SessionRevocations1795778000012 } from './1795778000012-session-revocations';
import { UnverifiedUsers1795780000120 } from './1795780000120-unverified-users';
import { UnverifiedUserIndexes1795780000121 } from './1795780000121-unverified-user-indexes';
import { ServiceProcesses1795781000014 } from './1795781000014-service-processes';
import { WebhookDeletions1795782000012 } from './1795782000012-webhook-deletions';
import { SecurityNotices1795783000120 } from './1795783000120-security-notices';
import { LegacyWriteBacks1795784000018 } from './1795784000018-legacy-write-backs';

/** Every migration, oldest first. */
export const MIGRATIONS = [
  InitialSchema1795303944305,
  UserBelongings1795305077885,
  AuditEvents1795306104521,
  OwnerMailSender1795306104522,
  ExpiryIndexes1795306104530,
  TokensForOthers1795306104540,
  Clients1795747315057,
  CheapSessions1795747468945,
  RequestIdsOfProxies1795758100001,
  UserImports1795760594108,
  CallersOfCodeTries1795761700000,
  LegacyTokens1795761800001,
  RefreshAnswers1795770000013,
  LegacyBackEnds1795771800018,
  LimitCounts1795775000014,
  Webhooks1795776000012,
  SessionRevocations1795778000012,
  UnverifiedUsers1795780000120,
  UnverifiedUserIndexes1795780000121,
  ServiceProcesses1795781000014,
  WebhookDeletions1795782000012,
  SecurityNotices1795783000120,
  LegacyWriteBacks1795784000018,
];
