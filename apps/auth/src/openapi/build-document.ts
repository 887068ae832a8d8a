import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Dialect } from '../dialects/dialect';
import { productVersion } from '../product';

/** The OpenAPI 3.1 document of the dialects that are switched on, generated from their routes. */
export function buildDocument(app: INestApplication, dialects: readonly Dialect[]): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Portero')
    .setDescription('One identity core behind five published wire dialects.')
    .setVersion(productVersion())
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .setOpenAPIVersion('3.1.0')
    .addServer('/', 'This service')
    .addSecurity('ownerCredential', { type: 'http', scheme: 'basic', description: "The owner's uuid and its secret." });
  for (const { title, description, securitySchemes = {} } of dialects) {
    builder.addTag(title, description);
    for (const [name, scheme] of Object.entries(securitySchemes)) builder.addSecurity(name, scheme);
  }
  return withOptionalSecurity(SwaggerModule.createDocument(app, builder.build()));
}

/** `none` stands for an empty requirement, which the decorators cannot write: the operation also works without. */
function withOptionalSecurity(document: OpenAPIObject): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.get, item.put, item.post, item.delete, item.patch]) {
      if (!operation) continue;
      operation.security = (operation.security ?? []).map((requirement) => ('none' in requirement ? {} : requirement));
    }
  }
  return document;
}
