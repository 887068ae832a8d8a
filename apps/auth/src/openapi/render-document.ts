import type { OpenAPIObject } from '@nestjs/swagger';
import { EXAMPLE_CONTACT } from './contact';

/** The text of the document in the repository. */
export function renderDocument(document: OpenAPIObject): string {
  const info = { ...document.info, contact: EXAMPLE_CONTACT };
  return `${JSON.stringify({ ...document, info }, null, 2)}\n`;
}
