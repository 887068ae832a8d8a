import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Settings } from '@portero/config';
import { productVersion } from '@portero/setup';
import { publicPathOf } from '../http/public-path';
import { SETTINGS } from '../settings.token';
import { contactOf } from './contact';
import type { DescribedWire } from './described-wire';
import { finishDocument } from './finish-document';

const ABOUT = 'One identity core behind five published wire dialects.';
const OWNER_CREDENTIAL =
  "The owner's uuid and its secret; or a client's id and its secret, which open what the scopes of the client allow.";
const ABOUT_MODE = {
  documented: 'This service runs in documented mode: every published sample works as printed, with no credential.',
  hardened:
    'This service runs in hardened mode: what belongs to an owner needs its credential, and codes travel by e-mail.',
} as const;

/** The OpenAPI 3.1 document of the wires that are switched on, generated from their routes. */
export function buildDocument(app: INestApplication, wires: readonly DescribedWire[]): OpenAPIObject {
  const settings = app.get<Settings>(SETTINGS);
  const builder = new DocumentBuilder()
    .setTitle('Portero')
    .setDescription(`${ABOUT} ${ABOUT_MODE[settings.mode]}`)
    .setVersion(productVersion())
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .setOpenAPIVersion('3.1.0')
    .addServer(publicPathOf(settings.http.publicUrl) || '/', 'This service')
    .addSecurity('ownerCredential', { type: 'http', scheme: 'basic', description: OWNER_CREDENTIAL });
  for (const { title, description, securitySchemes = {} } of wires) {
    builder.addTag(title, description);
    for (const [name, scheme] of Object.entries(securitySchemes)) builder.addSecurity(name, scheme);
  }
  const document = SwaggerModule.createDocument(app, builder.build());
  document.info.contact = contactOf(settings);
  return finishDocument(document, { ownersUnproved: settings.mode === 'documented' });
}
