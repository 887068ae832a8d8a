import { hash } from 'node:crypto';

const BOTH_IDS = /^(?<session>[0-9a-f]{32})(?<token>[0-9a-f]{32})(?<check>[0-9a-f]{16})$/u;

/** The version digit of a UUID without dashes. */
const VERSION_PLACE = 12;

/**
 * The session's id followed by the token's id, in the length of Laravel Passport's ids: 80 hex digits. The last 16 are
 * a checksum, so that no random id of Passport is mistaken for one. Tokens issued before ids had a time keep the short
 * form.
 */
export function idWithSession(tokenId: string, sessionId: string): string {
  const token = withoutDashes(tokenId);
  if (!isTimed(tokenId)) return token;
  const both = withoutDashes(sessionId) + token;
  return both + checkOf(both);
}

/** The token's id in an id of {@link idWithSession}; `null` for anything else. */
export function tokenIdWithSession(id: string): string | null {
  const { session = '', token = '', check } = BOTH_IDS.exec(id)?.groups ?? {};
  return check !== undefined && check === checkOf(session + token) ? token : null;
}

/**
 * Whether an id contains the time of issue (UUID version 7). The feed lists the end of these tokens by their session's
 * id: either they carry it, or they are never verified locally.
 */
export function isTimed(tokenId: string): boolean {
  return withoutDashes(tokenId).charAt(VERSION_PLACE) === '7';
}

/** The session's id in the form for other services. */
export function spellSessionId(sessionId: string): string {
  return withoutDashes(sessionId);
}

function checkOf(both: string): string {
  return hash('sha256', `session and token ${both}`).slice(0, 16);
}

function withoutDashes(uuid: string): string {
  return uuid.replaceAll('-', '');
}
