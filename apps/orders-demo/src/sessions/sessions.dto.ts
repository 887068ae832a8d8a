import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { DialectTokens, Login } from './wires/dialect-wire';
import { WIRES } from './wires';

const DIALECTS = WIRES.map(({ name }) => name);

/** No token of Portero's is longer. */
const MAX_TOKEN = 8192;

/** Body of `POST /sessions`. */
export class LogInDto implements Login {
  @IsIn(DIALECTS, { message: `dialect must be one of ${DIALECTS.join(', ')}.` })
  dialect: string;

  @IsString({ message: 'email must be text.' })
  @MaxLength(254, { message: 'email must have at most 254 characters.' })
  email: string;

  @IsString({ message: 'password must be text.' })
  @MaxLength(200, { message: 'password must have at most 200 characters.' })
  password: string;
}

/** Body of `POST /sessions/refresh` and `POST /sessions/log-out`: the tokens of the dialect. */
export class SessionDto implements DialectTokens {
  @IsIn(DIALECTS, { message: `dialect must be one of ${DIALECTS.join(', ')}.` })
  dialect: string;

  @IsString({ message: 'access must be text.' })
  @MaxLength(MAX_TOKEN, { message: 'access is too long.' })
  access: string;

  @IsOptional()
  @IsString({ message: 'refresh must be text.' })
  @MaxLength(MAX_TOKEN, { message: 'refresh is too long.' })
  refresh: string | null = null;
}

/** A live session, as the page holds it. */
export interface SessionView extends DialectTokens {
  readonly dialect: string;
  /** The standard token that this service verifies locally: the dialect's token, exchanged (RFC 8693). */
  readonly standard: string;
  /** The requests of the dialect. */
  readonly by: string;
}

/** How a session was ended. */
export interface LogOutView {
  readonly by: string;
}
