import { describe, expect, it } from 'vitest';
import { pathOf } from '@auth/http/requests/request-path';
import type { ExamplePair, ExampleRequest, OperationExamples } from '@auth/openapi/example-pairs';
import { WIRES } from '@auth/wires';
import { operationIdOf } from '@auth/openapi/document-operation';
import type { Sending } from '../http/http-client';
import { OpenApiConformance } from '../http/openapi-conformance';
import { differences, type Expectation } from './answer-comparison';
import { REPLAYS_ALL } from './contract-modes';
import { type Given, Substitution } from './substitution';
import { COMMON_KINDS, type ValueKinds } from './value-kinds';
import { malformations } from './well-formed';
import type { TestService } from '../service/service';

/** Functions that make the states of pairs, by name. Each replay gets a new state. */
export type States = Readonly<Record<string, (service: TestService) => Promise<Given>>>;

/** The examples to replay, and the service that receives them. */
export interface Replay {
  /** The tag of the dialect in the OpenAPI document. */
  readonly tag: string;
  readonly examples: ReadonlyMap<string, OperationExamples>;
  readonly states: States;
  readonly mode: 'documented' | 'hardened';
  /** The service. It is available once the suite runs. */
  readonly service: () => TestService;
  /** Kinds of values that only this dialect has. */
  readonly kinds?: ValueKinds;
  /** Operations that need the owner's credential in hardened mode. It is added to pairs that do not contain one. */
  readonly ownerScoped?: readonly string[];
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Paths for which a trailing slash leads to a different operation. */
const SLASH_PATHS = new Set(WIRES.flatMap(({ slashPaths = [] }) => slashPaths));

/** One way to send a pair. */
interface Variant {
  readonly title: string;
  readonly path: string;
  readonly body: (body: unknown) => Sending;
}

/**
 * Declares a test for each pair and each way to send it: as JSON, as a form, and for printed pairs also with the trailing
 * slash added or removed. The whole answer must equal the documented one.
 */
export function replayExamples(replay: Replay): void {
  const kinds = { ...COMMON_KINDS, ...replay.kinds };
  it('are well formed, and use every state', () => {
    const states = Object.keys(replay.states);
    const wrong = [...replay.examples.values()].map((each) => [each.operation, malformations(each, kinds, states)]);
    expect(wrong.filter(([, problems]) => problems?.length !== 0)).toEqual([]);
    const used = [...replay.examples.values()].flatMap(({ pairs }) => pairs.map(({ given }) => given));
    expect(states.filter((state) => !used.includes(state))).toEqual([]);
  });
  for (const { operation, pairs } of replay.examples.values()) {
    const replayed = pairs.filter(({ printed }) => printed || REPLAYS_ALL);
    if (replayed.length === 0) continue;
    describe(operation, () => {
      for (const pair of replayed) {
        for (const variant of variantsOf(pair, replay.mode)) {
          it(`${pair.name}: ${pair.summary}${variant.title}`, async () => {
            await replayPair(replay, operation, pair, variant, kinds);
          });
        }
      }
    });
  }
}

async function replayPair(
  replay: Replay,
  operation: string,
  pair: ExamplePair,
  variant: Variant,
  kinds: ValueKinds,
): Promise<void> {
  const service = replay.service();
  const { method, path } = pair.request;
  expect(operationsOf(service).operationOf(method, path)?.id).toBe(operationIdOf(replay.tag, operation));
  const prepare = replay.states[pair.given];
  if (!prepare) throw new Error(`There is no state "${pair.given}"`);
  const given = await prepare(service);
  const substitution = new Substitution(given);
  const sending = sendingOf(replay, operation, pair.request, variant, given, substitution);
  const answer = await service.request(method, substitution.path(variant.path), sending);
  const context = { substitution, codeDigits: service.settings.codes.length, now: service.clock.now() };
  expect(differences(expectationOf(pair, replay.mode), answer, context, kinds)).toEqual([]);
}

/** Cached, because reading the document is slow. */
const documents = new WeakMap<TestService, OpenApiConformance>();

function operationsOf(service: TestService): OpenApiConformance {
  const operations = documents.get(service) ?? OpenApiConformance.of(service.document);
  documents.set(service, operations);
  return operations;
}

function expectationOf(pair: ExamplePair, mode: Replay['mode']): Expectation {
  return mode === 'hardened' && pair.hardened ? pair.hardened : pair;
}

function variantsOf({ printed, request }: ExamplePair, mode: Replay['mode']): Variant[] {
  const { path, body, text, mediaType } = request;
  if (text !== undefined)
    return [{ title: '', path, body: () => ({ raw: text, headers: { 'content-type': mediaType ?? '' } }) }];
  if (body === undefined) {
    const plain = { title: '', path, body: () => ({}) };
    return slashed(printed, plain);
  }
  const asJson: Variant = { title: '', path, body: (value) => ({ json: value }) };
  const asForm: Variant = { title: ', as a form', path, body: (value) => ({ form: formOf(value) }) };
  if (mediaType === JSON_TYPE) return slashed(printed, asJson);
  if (mediaType === FORM_TYPE) return [asForm];
  if (mediaType !== undefined) throw new Error(`A body cannot be sent as ${mediaType}: give the pair a text`);
  return [...slashed(printed, asJson), ...(mode === 'documented' ? [asForm] : [])];
}

/** A variant, and the same with the slash added or removed, unless that path is a different operation. */
function slashed(printed: boolean, variant: Variant): Variant[] {
  const other = withOtherSlash(variant.path);
  const isAnother = SLASH_PATHS.has(pathOf(other)) || SLASH_PATHS.has(pathOf(variant.path));
  if (!printed || isAnother) return [variant];
  return [variant, { ...variant, title: ', with the other slash', path: other }];
}

function sendingOf(
  replay: Replay,
  operation: string,
  request: ExampleRequest,
  variant: Variant,
  given: Given,
  substitution: Substitution,
): Sending {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), substitution.header(name, value)]),
  );
  const sending = variant.body(substitution.body(request.body));
  const needsOwner =
    replay.mode === 'hardened' && replay.ownerScoped?.includes(operation) && !('authorization' in headers);
  if (needsOwner && !given.owner)
    throw new Error('The state has no owner, but hardened mode needs the credential of one');
  return {
    ...sending,
    headers: { ...headers, ...sending.headers },
    ...(needsOwner && given.owner ? { owner: given.owner } : {}),
  };
}

function withOtherSlash(printed: string): string {
  const [path = '', ...query] = printed.split('?');
  return [path.endsWith('/') ? path.slice(0, -1) : `${path}/`, ...query].join('?');
}

/** The fields of a form. Throws for values that a form cannot express: such a pair must declare its media type. */
function formOf(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Error('Only an object can be sent as a form');
  return Object.fromEntries(
    Object.entries(body).map(([name, value]: [string, unknown]) => {
      if (typeof value === 'string') return [name, value];
      if (typeof value === 'number' || typeof value === 'boolean') return [name, String(value)];
      throw new Error(`${name} cannot be sent in a form: declare the media type of the pair`);
    }),
  );
}
