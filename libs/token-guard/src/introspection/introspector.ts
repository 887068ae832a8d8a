import { createHash } from 'node:crypto';
import { GenerationCache } from '../cache/generation-cache.js';
import { isTokenError, TokenError } from '../errors/token-error.js';
import type { Identity } from '../token/identity.js';
import { type JsonObject, parseJsonObject } from '../token/json-object.js';
import type { IssuerTransport } from '../transport/issuer-transport.js';
import { type IntrospectionExpectations, readIntrospectionAnswer } from './introspection-answer.js';

/** How the issuer is asked. */
export interface IntrospectorOptions extends IntrospectionExpectations {
  readonly url: URL;
  readonly authorization: string;
  /** For how long an answer is believed, counted from the question. */
  readonly cacheMs: number;
  readonly cacheEntries: number;
  readonly maxInFlight: number;
  readonly clock: () => number;
}

interface Answer {
  readonly until: number;
  readonly result: Identity | TokenError;
}

/** Asks the issuer about tokens that cannot be verified here; one question at a time for each. */
export class Introspector {
  private readonly answers: GenerationCache<Answer>;
  private readonly asking = new Map<string, Promise<Identity>>();
  private asked = 0;

  constructor(
    private readonly options: IntrospectorOptions,
    private readonly transport: IssuerTransport,
  ) {
    this.answers = new GenerationCache(options.cacheEntries);
  }

  /**
   * Whose token it is. The caller still compares the expiry and the revoked ids.
   *
   * @throws {TokenError} what the answer says of the token; `introspection_unavailable` if there is none, or if too many
   * questions are open
   */
  async ask(token: string): Promise<Identity> {
    // Opaque keys live long: they are not kept in memory as they are.
    const name = createHash('sha256').update(token).digest('base64');
    const known = this.answers.get(name);
    if (known !== undefined && this.options.clock() < known.until) {
      if (isTokenError(known.result)) throw known.result;
      return known.result;
    }
    const pending = this.asking.get(name);
    if (pending !== undefined) return pending;
    if (this.asking.size >= this.options.maxInFlight) throw new TokenError('introspection_unavailable');
    const question = this.question(name, token).finally(() => this.asking.delete(name));
    this.asking.set(name, question);
    return question;
  }

  /** For health checks: questions sent so far, open now, and answers remembered. */
  state(): { readonly asked: number; readonly inFlight: number; readonly remembered: number } {
    return { asked: this.asked, inFlight: this.asking.size, remembered: this.answers.size };
  }

  private async question(name: string, token: string): Promise<Identity> {
    const until = this.options.clock() + this.options.cacheMs;
    const answer = await this.send(token);
    const result = this.read(answer);
    if (this.options.cacheMs > 0) this.answers.set(name, { until, result });
    if (isTokenError(result)) throw result;
    return result;
  }

  private async send(token: string): Promise<JsonObject> {
    const { url, authorization } = this.options;
    this.asked += 1;
    const response = await this.transport
      .send({ url, headers: { authorization }, form: { token } })
      .catch((error: unknown) => {
        throw new TokenError('introspection_unavailable', error);
      });
    const answer = response.status === 200 ? parseJsonObject(response.text) : undefined;
    if (answer !== undefined && typeof answer['active'] === 'boolean') return answer;
    const cause = new Error(`Introspection was answered with status ${response.status}.`);
    throw new TokenError('introspection_unavailable', cause);
  }

  private read(answer: JsonObject): Identity | TokenError {
    try {
      return readIntrospectionAnswer(answer, this.options);
    } catch (error) {
      if (isTokenError(error)) return error;
      throw error;
    }
  }
}
