import type { RecordedAnswer } from '../traffic/exchange';
import { isRecord, type Json, parseJson } from '../traffic/json-leaves';
import type { ReplayedExchange } from './replay-recording';

/** The headers that are shown; others are not part of the contract. */
const SHOWN_HEADERS = ['content-type', 'www-authenticate', 'location', 'allow', 'retry-after', 'link'];

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--bad:#d1242f;--good:#1a7f37;--mark:#ffd33d55}
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem}
h1{font-size:1.5rem}summary{cursor:pointer;padding:.5rem 0}code,pre{font:13px/1.5 ui-monospace,monospace}
details{border-top:1px solid var(--line)}.bad{color:var(--bad)}.good{color:var(--good)}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}.sides>div{min-width:0}
pre{border:1px solid var(--line);border-radius:6px;margin:.25rem 0 1rem;overflow:auto;padding:.5rem}
mark{background:var(--mark);color:inherit;display:inline-block;width:100%}ul{margin:.25rem 0 1rem}`;

/** A self-contained HTML document with every exchange and both answers side by side. The exchanges must be masked. */
export function renderReport(exchanges: readonly ReplayedExchange[], about: { against: string; at: Date }): string {
  const different = exchanges.filter(({ differences }) => differences.length > 0).length;
  const verdict =
    different === 0
      ? `<p class="good">All ${exchanges.length} answers are the same but for volatile values.</p>`
      : `<p class="bad">${different} of ${exchanges.length} answers differ.</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Parity report</title><style>${STYLE}</style></head><body>
<h1>Parity report</h1>
<p>Recorded traffic replayed against <code>${escape(about.against)}</code> on ${about.at.toISOString()}. Passwords, tokens, keys, codes and personal data are masked.</p>
${verdict}
${exchanges.map(renderExchange).join('\n')}
</body></html>
`;
}

function renderExchange({ recorded, actual, differences }: ReplayedExchange): string {
  const isSame = differences.length === 0;
  const { method, path, body } = recorded.request;
  const list = differences.map(({ at, problem }) => `<li><code>${escape(at)}</code> ${escape(problem)}</li>`).join('');
  const places = new Set(differences.map(({ at }) => at));
  return `<details${isSame ? '' : ' open'}><summary><b class="${isSame ? 'good' : 'bad'}">${isSame ? 'same' : 'differs'}</b> ${escape(recorded.name)}</summary>
<pre>${escape(method)} ${escape(path)}${body === '' ? '' : `\n\n${escape(body)}`}</pre>
${list === '' ? '' : `<ul>${list}</ul>`}
<div class="sides"><div><b>Recorded</b>${renderAnswer(recorded.response, places)}</div><div><b>Portero</b>${actual ? renderAnswer(actual, places) : '<pre>no answer</pre>'}</div></div></details>`;
}

function renderAnswer({ status, headers, body }: RecordedAnswer, places: ReadonlySet<string>): string {
  const shown = SHOWN_HEADERS.filter((name) => headers[name] !== undefined);
  const json = parseJson(body);
  const lines = [
    marked(`${status}`, places.has('status')),
    ...shown.map((name) => marked(`${name}: ${headers[name] ?? ''}`, places.has(`header ${name}`))),
    '',
    ...(json === undefined ? [marked(body, places.has('body'))] : jsonLines(json, 'body', '', '', places)),
  ];
  return `<pre>${lines.join('\n')}</pre>`;
}

function jsonLines(json: Json, at: string, lead: string, indent: string, places: ReadonlySet<string>): string[] {
  const line = (text: string): string => marked(`${indent}${lead}${text}`, places.has(at));
  const isList = Array.isArray(json);
  if (!isList && !isRecord(json)) return [line(JSON.stringify(json))];
  const entries: [string, Json][] = Object.entries(json as Record<string, Json>);
  if (entries.length === 0) return [line(isList ? '[]' : '{}')];
  const inner = entries.flatMap(([key, value]) =>
    jsonLines(value, `${at}.${key}`, isList ? '' : `${JSON.stringify(key)}: `, `${indent}  `, places),
  );
  return [line(isList ? '[' : '{'), ...inner, `${escape(indent)}${isList ? ']' : '}'}`];
}

function marked(text: string, isDifferent: boolean): string {
  return isDifferent ? `<mark>${escape(text)}</mark>` : escape(text);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
