import {
  AuditEvent,
  ClientSecret,
  ClientToken,
  CodeTry,
  LegacyToken,
  LimitCount,
  OneTimeCode,
  OneTimeLink,
  OutgoingMail,
  OwnerSecret,
  Revocation,
  WebhookDelivery,
} from '@portero/database';
import type { IdentityPolicy } from '../identity-policy';
import { GRACE_SECONDS } from '../tokens/token-profile';
import { deadSessions } from './dead-sessions';
import { expiredRows } from './expired-rows';
import { outlivedTokens } from './outlived-tokens';
import { refreshAnswers } from './refresh-answers';
import type { Sweep } from './sweep';
import { unverifiedUsers } from './unverified-users';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** How long expired rows are kept, so that a late caller gets the answer "expired" instead of "unknown". */
const KEEP = DAY;

/** Mails are given up after three days. Older ones were put aside because no key opens them. */
const KEEP_MAILS = 7 * DAY;

/** How long an owner can resend deliveries that were given up. The events live at least as long. */
const KEEP_FAILED_WEBHOOKS = 7 * DAY;

/** Everything that expires, one line each. To sweep another table, add its line. */
export function sweepsOf({ auditRetentionDays }: Pick<IdentityPolicy, 'auditRetentionDays'>): readonly Sweep[] {
  return [
    unverifiedUsers(),
    deadSessions(KEEP),
    outlivedTokens(KEEP),
    refreshAnswers(GRACE_SECONDS),
    expiredRows('client tokens', ClientToken, { column: 'expiresAt', keepSeconds: KEEP }),
    expiredRows('legacy tokens', LegacyToken, { column: 'expiresAt' }),
    expiredRows('revocations', Revocation, { column: 'expiresAt', keepSeconds: KEEP }),
    expiredRows('limit counts', LimitCount, { column: 'expiresAt' }),
    expiredRows('codes', OneTimeCode, { column: 'expiresAt', keepSeconds: KEEP }),
    expiredRows('code tries', CodeTry, { column: 'triedAt', keepSeconds: DAY + HOUR }),
    expiredRows('links', OneTimeLink, { column: 'expiresAt', keepSeconds: KEEP }),
    expiredRows('owner secrets', OwnerSecret, { column: 'expiresAt', keepSeconds: KEEP }),
    expiredRows('client secrets', ClientSecret, { column: 'expiresAt', keepSeconds: KEEP }),
    expiredRows('mails', OutgoingMail, { column: 'createdAt', keepSeconds: KEEP_MAILS, only: 'attempts > 0' }),
    expiredRows('delivered webhooks', WebhookDelivery, {
      column: 'settledAt',
      keepSeconds: KEEP,
      only: 'last_error IS NULL',
    }),
    expiredRows('failed webhooks', WebhookDelivery, { column: 'settledAt', keepSeconds: KEEP_FAILED_WEBHOOKS }),
    auditEvents(auditRetentionDays * DAY),
  ];
}

/** The table refuses every other deletion. */
function auditEvents(keepSeconds: number): Sweep {
  const rows = expiredRows('audit events', AuditEvent, { column: 'at', keepSeconds });
  return {
    name: rows.name,
    begin(now) {
      const batch = rows.begin(now);
      return async (manager, limit) => {
        await manager.query(`SELECT set_config('portero.audit_sweep', 'on', true)`);
        return batch(manager, limit);
      };
    },
  };
}
