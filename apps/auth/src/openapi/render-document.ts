import type { OpenAPIObject } from '@nestjs/swagger';

/** The document as it stands in the repository. */
export function renderDocument(document: OpenAPIObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
