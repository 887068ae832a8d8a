import { defineQuery, type Owner } from '@portero/database';

/** An owner with one of its secrets; `null` when it has no secret. */
export type OwnerWithSecretRow = Owner & {
  readonly secretHash: Buffer | null;
  readonly secretExpiresAt: Date | null;
};

/** An owner by its uuid: a row for each of its secrets. */
export const findOwnerWithSecrets = defineQuery<OwnerWithSecretRow, readonly [uuid: string]>({
  name: 'find-owner-with-secrets',
  text: `SELECT o.id, o.uuid, o.email, o.email_key AS "emailKey", o.name, o.password_hash AS "passwordHash", o.country_code AS "countryCode",
           o.mail_sender_name AS "mailSenderName", o.mail_reply_to AS "mailReplyTo", o.security_notices AS "securityNotices", o.verified_at AS "verifiedAt",
           o.created_at AS "createdAt", o.updated_at AS "updatedAt",
           s.hash AS "secretHash", s.expires_at AS "secretExpiresAt"
         FROM owners o LEFT JOIN owner_secrets s ON s.owner_id = o.id WHERE o.uuid = $1::uuid`,
});
