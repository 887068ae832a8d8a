import { Refusal } from '../outcome/refusal';

/** The URL of a service. Throws `Refusal` for an invalid one. @param option that it was given with */
export function serviceUrl(option: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '') return url;
  throw new Refusal('invalid_url', [`${option} must be an http or https URL without a user name.`]);
}
