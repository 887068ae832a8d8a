import type { OpenAPIObject } from '@nestjs/swagger';

/** A security scheme (OpenAPI 3.1, section 4.8.27), not a reference to one. */
export type SecuritySchemeObject = Exclude<
  NonNullable<NonNullable<OpenAPIObject['components']>['securitySchemes']>[string],
  { $ref: string }
>;

/** The description of a wire in the document. */
export interface DescribedWire {
  /** Its heading. */
  readonly title: string;
  /** One paragraph. */
  readonly description: string;
  /** Security schemes of its own. */
  readonly securitySchemes?: Readonly<Record<string, SecuritySchemeObject>>;
}
