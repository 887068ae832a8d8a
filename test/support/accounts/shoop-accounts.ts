import { PublicUrl } from '@auth/http/public-url.service';
import { freshEmail } from './auth100-accounts';
import type { Answer } from '../http/http-client';
import type { TestService } from '../service/service';

/** A Shoop user of a test. */
export interface Shopper {
  readonly email: string;
  readonly password: string;
  readonly key: string;
}

/** Registers a user of the owner to which Shoop is bound, over the wire. */
export async function registerShopper(service: TestService, fields: Record<string, unknown> = {}): Promise<Shopper> {
  const json = { email: freshEmail(), password: 'rahasia besar', name: 'shcode', id_location: 7, ...fields };
  const answer = await service.request('POST', '/api/v2/auth/register', { json });
  if (answer.status !== 200) throw new Error(`No Shoop user: ${answer.text}`);
  return { email: json.email, password: json.password, key: answer.json.key };
}

/** The answer to a protected read, for a key in the `key` header. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into bodies that the document already vouches for
export function showShopper(service: TestService, key: string): Promise<Answer<any>> {
  return service.request('GET', '/api/v2/user/me', { headers: { key } });
}

/** The path of the page that a mail links to; its origin must be the service's `PUBLIC_URL`. */
export function linkedPath(service: TestService, text: string): string {
  const publicUrl = service.app.get(PublicUrl).toString();
  const links = text.match(/https?:\/\/\S+/gu) ?? [];
  if (links.length !== 1 || !links[0].startsWith(`${publicUrl}/`))
    throw new Error(`Expected exactly one link to the service: ${links.join(' ')}`);
  return links[0].slice(publicUrl.length);
}
