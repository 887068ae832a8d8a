import type { ExamplePair, ExampleResponse, OperationExamples, VolatileValues } from '@auth/openapi/example-pairs';
import { kindOf, valueAt } from './answer-comparison';
import type { ValueKinds } from './value-kinds';

const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;
const FILE_KEYS = ['operation', 'pairs'];
const PAIR_KEYS = ['name', 'summary', 'printed', 'given', 'request', 'response', 'volatile', 'hardened'];
const REQUEST_KEYS = ['method', 'path', 'headers', 'body', 'text', 'mediaType', 'malformed'];
const RESPONSE_KEYS = ['status', 'mediaType', 'headers', 'body', 'excerpt'];

/** All errors in a file of examples, found before anything is sent. For example, a misspelt key would check nothing. */
export function malformations(examples: OperationExamples, kinds: ValueKinds, states: readonly string[]): string[] {
  const names = examples.pairs.map(({ name }) => name);
  return [
    ...strangers('the file', examples, FILE_KEYS),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `the name ${name} occurs twice`),
    ...examples.pairs.flatMap((pair) => pairMalformations(pair, kinds, states).map((each) => `${pair.name}: ${each}`)),
  ];
}

function pairMalformations(pair: ExamplePair, kinds: ValueKinds, states: readonly string[]): string[] {
  const { name, summary, given, request, response, volatile, hardened } = pair;
  return [
    ...strangers('the pair', pair, PAIR_KEYS),
    ...strangers('the request', request, REQUEST_KEYS),
    ...(KEBAB_CASE.test(name) ? [] : ['the name is not in kebab-case']),
    ...(summary.trim() === '' ? ['there is no summary'] : []),
    ...(states.includes(given) ? [] : [`there is no state "${given}"`]),
    ...(/^(?:GET|POST|PUT|PATCH|DELETE)$/u.test(request.method) ? [] : ['no such method']),
    ...(request.path.startsWith('/') ? [] : ['the path has no leading slash']),
    ...(request.text !== undefined && request.mediaType === undefined ? ['a text needs a media type'] : []),
    ...(request.text !== undefined && request.body !== undefined ? ['a body or a text, not both'] : []),
    ...answerMalformations(response, volatile ?? {}, kinds),
    ...(hardened ? strangers('hardened', hardened, ['response', 'volatile']) : []),
    ...(hardened ? answerMalformations(hardened.response, hardened.volatile ?? {}, kinds) : []),
    ...(hardened && JSON.stringify(hardened.response) === JSON.stringify(response)
      ? ['the hardened answer equals the documented one']
      : []),
  ];
}

function answerMalformations(response: ExampleResponse, volatile: VolatileValues, kinds: ValueKinds): string[] {
  return [
    ...strangers('the answer', response, RESPONSE_KEYS),
    ...(response.body === undefined ? ['the answer has no body'] : []),
    ...Object.entries(volatile).flatMap(([path, kind]) => {
      const header = /^header:(.*)$/u.exec(path)?.[1];
      const printed = header === undefined ? valueAt(response.body, path) : response.headers?.[header];
      return kindOf(kind, kinds).fits(printed) ? [] : [`the value at ${path} is not of the kind ${kind}`];
    }),
  ];
}

function strangers(where: string, value: object, known: readonly string[]): string[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `${where} has an unknown key "${key}"`);
}
