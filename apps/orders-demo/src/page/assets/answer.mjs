import { byId, element } from './elements.mjs';

const WORTH_SEEING = ['www-authenticate', 'retry-after', 'location'];

/** Shows the answer of the service. Tokens are shown separately. */
export function showAnswer({ method, path, status, headers, body, took }) {
  const isGood = status >= 200 && status < 300;
  const outcome = status === 0 ? 'no answer' : `${status}${body?.code === undefined ? '' : ` ${body.code}`}`;
  byId('answer').hidden = false;
  byId('answer-line').replaceChildren(
    element('code', { textContent: `${method} ${path}` }),
    ' → ',
    element('strong', { className: isGood ? 'good' : 'wrong', textContent: outcome }),
    ` in ${took} ms`,
  );
  byId('answer-headers').replaceChildren(
    ...WORTH_SEEING.filter((name) => headers.has(name)).flatMap((name) => [
      element('dt', { textContent: name }),
      element('dd', {}, element('code', { textContent: headers.get(name) })),
    ]),
  );
  byId('answer-body').textContent = JSON.stringify(body, withoutTokens, 2) ?? '';
}

function withoutTokens(name, value) {
  return ['access', 'refresh', 'standard'].includes(name) && typeof value === 'string'
    ? `${value.slice(0, 12)}…`
    : value;
}
