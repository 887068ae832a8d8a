import { UUID } from '@portero/config';
import type { Owner } from '@portero/database';
import { oauthRefusal } from '../oauth.errors';
import type { Audience } from './grant';
import type { TokenRequestDto } from './token.dto';

const NAME = /^[\x21-\x7e]{1,200}$/u;

/**
 * The audience claim of a token; `null` for the owner itself. An owner's services trust its uuid as an audience, so
 * nobody gets a token for the uuid of another owner.
 * @param allowed the audiences that may be requested besides the own uuid; `null` for any name
 */
export function audienceOf(
  { audience, resource }: TokenRequestDto,
  owner: Owner,
  allowed: readonly string[] | null,
): Audience {
  const resources = (resource ?? []).map(asResource);
  const wanted = [...new Set([...(audience ?? []).map(asName), ...resources])];
  for (const each of wanted) {
    const isAllowed = UUID.test(each) ? each === owner.uuid : allowed === null || allowed.includes(each);
    if (!isAllowed) throw oauthRefusal('invalid_target', 'The token cannot be issued for this audience.');
  }
  const [first = null] = wanted;
  return wanted.length > 1 ? wanted : first;
}

function asName(value: unknown): string {
  if (typeof value === 'string' && NAME.test(value)) return value;
  throw oauthRefusal('invalid_target', 'An audience must be a name or URI without blanks.');
}

/** RFC 8707, section 2: an absolute URI without a fragment. */
function asResource(value: unknown): string {
  const name = asName(value);
  if (URL.canParse(name) && !name.includes('#')) return name;
  throw oauthRefusal('invalid_target', 'A resource must be an absolute URI without a fragment.');
}
