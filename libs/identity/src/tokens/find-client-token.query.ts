import { defineKeyedQuery } from '@portero/database';

/** A client token of an owner. */
export type ClientTokenRow = {
  readonly id: string;
  readonly clientId: string | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  readonly ownerId: number;
  readonly ownerUuid: string;
};

/** A client's token by its id, the `jti`. */
export const findClientTokenById = defineKeyedQuery<ClientTokenRow, readonly ['uuid']>({
  name: 'find-client-token-by-id',
  types: ['uuid'],
  text: ([
    id,
  ]) => `SELECT c.id, c.client_id AS "clientId", c.issued_at AS "issuedAt", c.expires_at AS "expiresAt", c.ended_at AS "endedAt",
           o.id AS "ownerId", o.uuid AS "ownerUuid"
         FROM client_tokens c JOIN owners o ON o.id = c.owner_id WHERE c.id = ${id}`,
});
