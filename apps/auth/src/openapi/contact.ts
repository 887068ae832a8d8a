import type { OpenAPIObject } from '@nestjs/swagger';
import type { Settings } from '@portero/config';

/** Whom to ask about a service (OpenAPI 3.1, section 4.8.3). */
export type Contact = NonNullable<OpenAPIObject['info']['contact']>;

const OPERATOR = 'The operator of this service';

/** Shown by the document in the repository, which belongs to no service in particular. */
export const EXAMPLE_CONTACT: Contact = {
  name: OPERATOR,
  url: 'https://auth.example.com',
  email: 'operator@example.com',
};

/** Whom the settings name, and the address under which people reach the service, as far as they are known. */
export function contactOf({ http, mail }: Pick<Settings, 'http' | 'mail'>): Contact {
  return {
    name: mail.contact?.name || OPERATOR,
    ...(http.publicUrlIsDefault ? {} : { url: http.publicUrl }),
    ...(mail.contact ? { email: mail.contact.address } : {}),
  };
}
