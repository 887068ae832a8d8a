import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { UUID } from '@portero/config';
import { AuthenticateOwner, type ProvenCaller } from '@portero/identity';
import { Strategy } from 'passport-strategy';

/** Name of the strategy. */
export const OWNER_CREDENTIAL = 'owner-credential';

const ESCAPE = /%(?<hex>[0-9a-f]{2})/giu;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/u;

/** Longer than any credential of ours. Longer text is not decoded. */
const MAX_LENGTH = 512;

/** The part of a request that a strategy reads. */
interface WithHeaders {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The callback with which Nest's mixin passes the result of `validate` on. */
type Done = (error: Error | null, caller?: ProvenCaller | null) => void;

/** HTTP Basic (RFC 7617) with the uuid of an owner or a client as user and its secret as password. */
class BasicOwnerStrategy extends Strategy {
  constructor(private readonly verify: (uuid: string, secret: string, done: Done) => void) {
    super();
  }

  override authenticate(request: WithHeaders): void {
    const credential = readBasic(request.headers['authorization']);
    if (credential === null) {
      this.fail('Basic', 401);
      return;
    }
    this.verify(credential.uuid, credential.secret, (error, caller) => {
      if (error !== null) this.error(error);
      else if (caller) this.success(caller);
      else this.fail('Basic', 401);
    });
  }
}

/** Returns the owner, or its client, that calls. */
@Injectable()
export class OwnerCredentialStrategy extends PassportStrategy(BasicOwnerStrategy, OWNER_CREDENTIAL) {
  constructor(private readonly owners: AuthenticateOwner) {
    super();
  }

  validate(uuid: string, secret: string): Promise<ProvenCaller> {
    return this.owners.withSecret(uuid, secret);
  }
}

/** Reads `Basic base64(uuid:secret)`; `null` for anything else. */
export function readBasic(header: string | string[] | undefined): { uuid: string; secret: string } | null {
  if (typeof header !== 'string' || header.length > MAX_LENGTH) return null;
  const [scheme, encoded, ...rest] = header.trim().split(/ +/u);
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined || rest.length > 0 || !BASE64.test(encoded))
    return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const uuid = unescape(text.slice(0, colon));
  return colon > 0 && UUID.test(uuid) ? { uuid: uuid.toLowerCase(), secret: unescape(text.slice(colon + 1)) } : null;
}

/**
 * OAuth clients escape both halves as a form does (RFC 6749, section 2.3.1), others don't; some escape even the dashes
 * of a uuid. No credential of ours has a `%` in it, nor a blank, for which a form's `+` would stand.
 */
function unescape(text: string): string {
  if (!text.includes('%')) return text;
  return text.replaceAll(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
