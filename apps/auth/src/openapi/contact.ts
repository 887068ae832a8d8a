import type { OpenAPIObject } from '@nestjs/swagger';
import type { Settings } from '@portero/config';

/** The contact of a service (OpenAPI 3.1, section 4.8.3). */
export type Contact = NonNullable<OpenAPIObject['info']['contact']>;

const OPERATOR = 'The operator of this service';

/** Used in the document of the repository, which belongs to no particular service. */
export const EXAMPLE_CONTACT: Contact = {
  name: OPERATOR,
  url: 'https://auth.example.com',
  email: 'operator@example.com',
};

/** The contact in the settings and the public URL of the service, if they are known. */
export function contactOf({ http, mail }: Pick<Settings, 'http' | 'mail'>): Contact {
  return {
    name: mail.contact?.name || OPERATOR,
    ...(http.publicUrlIsDefault ? {} : { url: http.publicUrl }),
    ...(mail.contact ? { email: mail.contact.address } : {}),
  };
}
