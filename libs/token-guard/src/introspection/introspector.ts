import { createHash } from 'node:crypto';
import { GenerationCache } from '../cache/generation-cache.js';
import { isTokenError, TokenError } from '../errors/token-error.js';
import type { Identity } from '../token/identity.js';
import { type JsonObject, parseJsonObject } from '../token/json-object.js';
import type { IssuerTransport } from '../transport/issuer-transport.js';
import { type IntrospectionExpectations, readIntrospectionAnswer } from './introspection-answer.js';
import { QuestionSlots } from './question-slots.js';

/** Options of introspection. */
export interface IntrospectorOptions extends IntrospectionExpectations {
  readonly url: URL;
  readonly authorization: string;
  /** How long an answer is cached, from the time of the request. */
  readonly cacheMs: number;
  readonly cacheEntries: number;
  readonly maxInFlight: number;
  /** How long a request waits for its turn. */
  readonly patienceMs: number;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
}

interface Answer {
  readonly until: number;
  readonly result: Identity | TokenError;
}

/**
 * How long a token counts as inactive. An inactive token never becomes active again, but its issuer may have been
 * restored.
 */
const DEAD_MS = 10_000;

/** At least this many tokens that were active are remembered by their hash. */
const MOST_GOOD = 10_000;

/** Asks the issuer about tokens that cannot be verified locally; one request at a time for each token. */
export class Introspector {
  private readonly answers: GenerationCache<Answer>;
  /** A separate cache, so that invented keys cannot push out other entries. */
  private readonly refusals: GenerationCache<Answer>;
  /** Tokens that were good when they were last asked about. */
  private readonly good: GenerationCache<true>;
  private readonly slots: QuestionSlots;
  private readonly asking = new Map<string, Promise<Identity>>();
  private asked = 0;

  constructor(
    private readonly options: IntrospectorOptions,
    private readonly transport: IssuerTransport,
  ) {
    this.answers = new GenerationCache(options.cacheEntries);
    this.refusals = new GenerationCache(options.cacheEntries);
    this.good = new GenerationCache(Math.max(options.cacheEntries, MOST_GOOD));
    this.slots = new QuestionSlots(options.maxInFlight, options.patienceMs);
  }

  /**
   * The identity of a token. The caller must still check the expiry and the revoked ids.
   *
   * @throws {TokenError} by the answer; `introspection_unavailable` if there was no answer or no turn in time
   */
  async ask(token: string): Promise<Identity> {
    // Opaque keys live long, so they are kept in memory only as hashes.
    const name = createHash('sha256').update(token).digest('base64');
    const known = this.answers.get(name) ?? this.refusals.get(name);
    if (known !== undefined && this.options.clock() < known.until) {
      if (isTokenError(known.result)) throw known.result;
      return known.result;
    }
    const pending = this.asking.get(name);
    if (pending !== undefined) return pending;
    const isKnown = this.good.get(name) === true;
    const question = this.slots
      .run(
        isKnown,
        () => this.question(name, token),
        () => new TokenError('introspection_unavailable'),
      )
      .finally(() => this.asking.delete(name));
    this.asking.set(name, question);
    return question;
  }

  /** For health checks: requests sent so far, open requests, and cached answers. */
  state(): { readonly asked: number; readonly inFlight: number; readonly remembered: number } {
    return { asked: this.asked, inFlight: this.slots.inFlight, remembered: this.answers.size + this.refusals.size };
  }

  private async question(name: string, token: string): Promise<Identity> {
    const asked = this.options.clock();
    const result = this.read(await this.send(token));
    this.remember(name, result, asked);
    if (isTokenError(result)) throw result;
    return result;
  }

  private remember(name: string, result: Identity | TokenError, asked: number): void {
    this.answers.delete(name);
    this.good.delete(name);
    if (!isTokenError(result)) this.good.set(name, true);
    const { cacheMs } = this.options;
    if (cacheMs === 0) return;
    if (!isTokenError(result)) this.answers.set(name, { until: asked + cacheMs, result });
    else this.refusals.set(name, { until: asked + DEAD_MS, result });
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
