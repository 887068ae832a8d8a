import { createHmac } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { type AddAttributes, traced, traceHeaders } from '@portero/database';
import { type Clock, numericDate } from '@portero/identity';
import { facebookTokenRefused, facebookUnavailable } from '../shoop.errors';
import { type DebuggedToken, readDebuggedToken } from './debugged-token';
import { Facebook } from './facebook';

/** The app to which tokens must belong, and the URL of the API. */
export interface GraphSettings {
  /** Without a trailing slash. */
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
  /** For one token, a second try included. */
  readonly timeoutMs: number;
}

/** Its name and attributes in traces, without the URL, which contains the token and our secret. */
const ASKING = {
  name: 'GET debug_token',
  kind: 'client',
  attributes: { 'http.request.method': 'GET', 'url.template': '/debug_token' },
} as const;

/** A real answer has less than one KiB. */
const MAX_ANSWER_BYTES = 65_536;

const USER_ID = /^\d{1,32}$/u;

/** An unusable answer: `failed` is retried (network errors and 5xx), the other is not. */
type NoAnswer = 'failed' | 'unusable';

/**
 * Asks Facebook's `debug_token`, authenticated as our app with `appsecret_proof`. A token alone proves nothing: a token
 * of any app can be used with the Graph API, so the app in Facebook's answer is checked.
 */
export class GraphFacebook extends Facebook {
  private readonly logger = new Logger('Facebook');

  constructor(
    private readonly settings: GraphSettings,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async userOf(token: string, uid: string | null): Promise<string> {
    const debugged = await this.inspect(token);
    const isTheirs = uid === null || debugged.userId === uid;
    if (!this.isLiveTokenOfOurs(debugged) || !isTheirs) throw facebookTokenRefused();
    return debugged.userId;
  }

  private isLiveTokenOfOurs({ isValid, appId, type, userId, expiresAt }: DebuggedToken): boolean {
    if (!isValid || appId !== this.settings.appId || !USER_ID.test(userId)) return false;
    if (type !== '' && type !== 'USER') return false;
    return expiresAt === 0 || expiresAt > numericDate(this.clock.now());
  }

  private async inspect(token: string): Promise<DebuggedToken> {
    const limit = AbortSignal.timeout(this.settings.timeoutMs);
    const first = await this.ask(token, limit);
    const answer = first === 'failed' && !limit.aborted ? await this.ask(token, limit) : first;
    if (typeof answer === 'string') throw facebookUnavailable();
    return answer;
  }

  private ask(token: string, signal: AbortSignal): Promise<DebuggedToken | NoAnswer> {
    return traced(ASKING, (add) => this.askOnce(token, signal, add));
  }

  private async askOnce(token: string, signal: AbortSignal, add: AddAttributes): Promise<DebuggedToken | NoAnswer> {
    try {
      // Following a redirect would pass our secret on.
      const response = await fetch(this.urlFor(token), { signal, redirect: 'manual', headers: traceHeaders() });
      add({ 'http.response.status_code': response.status });
      const text = await readAtMost(response, MAX_ANSWER_BYTES);
      if (response.status >= 500) return this.noAnswer('failed', `answered ${response.status}`);
      if (!response.ok)
        return this.noAnswer('unusable', `answered ${response.status}: check FACEBOOK_APP_ID and FACEBOOK_APP_SECRET`);
      return readDebuggedToken(text) ?? this.noAnswer('unusable', 'answered something else than documented');
    } catch {
      // The original error may quote the URL, which contains the token and our secret.
      return this.noAnswer('failed', signal.aborted ? 'took too long' : 'could not be reached');
    }
  }

  private urlFor(token: string): string {
    const { url, appId, appSecret } = this.settings;
    const appToken = `${appId}|${appSecret}`;
    const proof = createHmac('sha256', appSecret).update(appToken).digest('hex');
    const query = new URLSearchParams({ input_token: token, access_token: appToken, appsecret_proof: proof });
    return `${url}/debug_token?${query.toString()}`;
  }

  private noAnswer<T extends NoAnswer>(kind: T, what: string): T {
    this.logger.warn(`Facebook ${what}`);
    return kind;
  }
}

/** The text of a body; empty for one that is longer than it may be. */
async function readAtMost({ body }: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body as AsyncIterable<Uint8Array> | null) ?? []) {
    length += chunk.length;
    if (length > limit) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
