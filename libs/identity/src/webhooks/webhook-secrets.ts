import { createHmac } from 'node:crypto';
import type { Randomness } from '../randomness';
import type { MasterKey } from '../secrets/master-key';

/** The prefix of a secret in the Standard Webhooks specification. */
const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** The secrets of an endpoint: the current one, and during a rotation the previous one. */
export interface WebhookSecrets {
  readonly current: string;
  readonly previous: string | null;
  /** ISO 8601; until then both sign. */
  readonly previousUntil: string | null;
}

/** Makes a secret: 32 random bytes, as `whsec_` and base64. */
export function newWebhookSecret(randomness: Randomness): string {
  return `${PREFIX}${randomness.bytes(SECRET_BYTES).toString('base64')}`;
}

/** The context that the secrets of an endpoint are sealed with. */
export function webhookSealContext(endpointId: string): string {
  return `webhook-endpoint/${endpointId}`;
}

/** Seals the secrets of an endpoint under the master key. */
export function sealWebhookSecrets(masterKey: MasterKey, endpointId: string, secrets: WebhookSecrets): Buffer {
  return masterKey.seal(Buffer.from(JSON.stringify(secrets)), webhookSealContext(endpointId));
}

/** Throws an `Error` when they were sealed under another master key. */
export function openWebhookSecrets(masterKey: MasterKey, endpointId: string, sealed: Buffer): WebhookSecrets {
  return JSON.parse(masterKey.open(sealed, webhookSealContext(endpointId)).toString()) as WebhookSecrets;
}

/** One try of a delivery, as it is signed. */
export interface SignedContent {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks. The signature is an HMAC-SHA-256 of `id.timestamp.body`, once by each secret that is
 * valid at the moment.
 */
export function webhookHeaders({ id, timestamp, body }: SignedContent, secrets: WebhookSecrets) {
  const { current, previous, previousUntil } = secrets;
  const isRotating = previousUntil !== null && timestamp * 1000 < Date.parse(previousUntil);
  const valid = [current, ...(isRotating && previous !== null ? [previous] : [])];
  const signatures = valid.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}
