import type { Type } from '@nestjs/common';
import { ClientCredentialsGrant } from './client-credentials.grant';
import { ExchangeGrant } from './exchange.grant';
import type { Grant } from './grant';

/** The grants of `POST /oauth/token` by their `grant_type`. The metadata and the OpenAPI document name the same. */
export const GRANTS: ReadonlyMap<string, Type<Grant>> = new Map<string, Type<Grant>>([
  ['client_credentials', ClientCredentialsGrant],
  ['urn:ietf:params:oauth:grant-type:token-exchange', ExchangeGrant],
]);
