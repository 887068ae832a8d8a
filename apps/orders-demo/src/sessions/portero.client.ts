import { Inject, Injectable } from '@nestjs/common';
import { DemoError } from '../errors/demo.error';
import { DEMO_SETTINGS, type DemoSettings } from '../settings/demo-settings';
import type { WireRequest } from './wires/dialect-wire';

/** Longer than a log-in that waits in the queue of hashes. */
const TIMEOUT_MS = 10_000;

/** What Portero answered. */
export interface PorteroAnswer {
  readonly status: number;
  /** Parsed, if it is JSON. */
  readonly body: unknown;
}

/** Calls Portero from this back end, so that no browser gets the secret, and no CORS is needed. */
@Injectable()
export class PorteroClient {
  readonly owner: string;

  constructor(@Inject(DEMO_SETTINGS) private readonly settings: DemoSettings) {
    this.owner = settings.portero.owner;
  }

  /** Sends a request like a client of a dialect. Throws `portero_unavailable`, `too_many_attempts`. */
  async send(request: WireRequest): Promise<PorteroAnswer> {
    const response = await this.fetch(request);
    const text = await response.text().catch(unavailable);
    if (response.status === 429) throw new DemoError('too_many_attempts', patience(response));
    if (response.status >= 500) throw new DemoError('portero_unavailable', patience(response));
    return { status: response.status, body: parsed(text) };
  }

  /** Sends a request with the credential of the owner's client. Throws as {@link send}. */
  async sendAsOwner(path: string, form: Readonly<Record<string, string>>): Promise<PorteroAnswer> {
    const { clientId, secret } = this.settings.portero;
    const authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
    return this.send({ method: 'POST', path, headers: { authorization }, form });
  }

  private fetch({ method, path, headers = {}, json, form }: WireRequest): Promise<Response> {
    const body = form === undefined ? json && JSON.stringify(json) : new URLSearchParams(form).toString();
    const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
    return fetch(`${this.settings.portero.url}${path}`, {
      method,
      redirect: 'error',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': type }), ...headers },
      ...(typeof body === 'string' ? { body } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(unavailable);
  }
}

function unavailable(cause: unknown): never {
  throw new DemoError('portero_unavailable', {}, cause);
}

function patience(response: Response): { readonly retryAfterSeconds?: number } {
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return Number.isInteger(seconds) && seconds >= 0 ? { retryAfterSeconds: seconds } : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
