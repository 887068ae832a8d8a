import type { ClientScope, ProvenCaller } from '@portero/identity';
import type { TokenResponseDto } from './token-response.dto';

type Field = 'subject_token' | 'subject_token_type' | 'requested_token_type' | 'actor_token';

/** The fields of a token request that only some grants need. */
export type GrantRequest = Readonly<Partial<Record<Field, string | null>>>;

/** The audience of a token, as a claim; `null` for the owner itself. */
export type Audience = string | readonly string[] | null;

/** A grant of the token endpoint. Its refusals have the error codes of the RFCs. */
export interface Grant {
  /** The scope that a client needs; owners need none. */
  readonly scope: ClientScope;
  issue(caller: ProvenCaller, request: GrantRequest, audience: Audience): Promise<TokenResponseDto>;
}
