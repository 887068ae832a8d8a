import { Injectable } from '@nestjs/common';
import { DemoError, type DemoErrorCode } from '../errors/demo.error';
import { type PorteroAnswer, PorteroClient } from './portero.client';
import type { LogInDto, LogOutView, SessionDto, SessionView } from './sessions.dto';
import { type DialectTokens, type DialectWire, textAt, type WireRequest } from './wires/dialect-wire';
import { WIRES } from './wires';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

/** Logs people in and out at Portero through a dialect, and exchanges their tokens for a standard token. */
@Injectable()
export class Sessions {
  constructor(private readonly portero: PorteroClient) {}

  /** Throws `log_in_refused`, and what the client does. */
  async logIn({ dialect, ...login }: LogInDto): Promise<SessionView> {
    const wire = wireOf(dialect);
    return this.begin(wire, wire.logIn(login, this.portero.owner), { refresh: null }, 'log_in_refused');
  }

  /** Throws `session_over`, `not_found` where the dialect has no refresh, and what the client does. */
  async refresh({ dialect, access, refresh }: SessionDto): Promise<SessionView> {
    const wire = wireOf(dialect);
    const request = wire.refresh?.({ access, refresh });
    if (request === undefined) throw new DemoError('not_found', { detail: `${wire.title} has no refresh.` });
    return this.begin(wire, request, { refresh }, 'session_over');
  }

  /** Ends the session by the dialect's log-out, or else by revocation (RFC 7009). An ended session is not an error. */
  async logOut({ dialect, access, refresh }: SessionDto): Promise<LogOutView> {
    const request = wireOf(dialect).logOut?.({ access, refresh });
    if (request === undefined) {
      await this.portero.sendAsOwner('/oauth/revoke', { token: access });
      return { by: 'POST /oauth/revoke' };
    }
    await this.portero.send(request);
    return { by: spoken(request) };
  }

  private async begin(
    wire: DialectWire,
    request: WireRequest,
    before: Pick<DialectTokens, 'refresh'>,
    refusal: DemoErrorCode,
  ): Promise<SessionView> {
    const answer = await this.portero.send(request);
    const { access, refresh = before.refresh } = (isGood(answer) && wire.tokensIn(answer.body)) || {};
    if (access === undefined) throw new DemoError(refusal, { detail: inItsWords(request, answer) });
    return { dialect: wire.name, access, refresh, standard: await this.exchange(access), by: spoken(request) };
  }

  private async exchange(access: string): Promise<string> {
    const form = { grant_type: EXCHANGE, subject_token: access, subject_token_type: ACCESS_TOKEN };
    const answer = await this.portero.sendAsOwner('/oauth/token', form);
    const standard = textAt(answer.body, 'access_token');
    // The session may have ended meanwhile.
    if (standard === undefined)
      throw new DemoError('session_over', { detail: inItsWords('POST /oauth/token', answer) });
    return standard;
  }
}

function wireOf(dialect: string): DialectWire {
  const wire = WIRES.find(({ name }) => name === dialect);
  if (wire === undefined) throw new DemoError('not_found');
  return wire;
}

function isGood({ status }: PorteroAnswer): boolean {
  return status >= 200 && status < 300;
}

function spoken({ method, path }: WireRequest): string {
  return `${method} ${path}`;
}

/** Refusals of Portero contain no secret, so the page shows them unchanged. */
function inItsWords(request: WireRequest | string, { status, body }: PorteroAnswer): string {
  const name = typeof request === 'string' ? request : spoken(request);
  return `${name} answered ${status}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
}
