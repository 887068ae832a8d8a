import { html, type Markup } from '@portero/markup';
import { pagePolicy, renderPage } from './page-layout';

/** What the root tells. */
export interface HomeFacts {
  readonly name: string;
  readonly version: string;
  readonly mode: string;
  readonly docs: string;
  readonly openapi: string;
  readonly dialects: readonly string[];
  readonly defaultOwner?: string;
}

/** A line of the list of places. */
interface Place {
  readonly href: string;
  readonly name: string;
  readonly about: string;
}

const PLACES: readonly Place[] = [
  { href: '/docs', name: 'Swagger UI', about: 'Every endpoint, with examples to try.' },
  { href: '/openapi.json', name: 'OpenAPI document', about: 'The same for programs.' },
  { href: '/readyz', name: 'Readiness', about: 'Whether requests can be served.' },
];

const OUTBOX: Place = { href: '/outbox', name: 'Outbox', about: 'Mails that would have been sent.' };

/** The page at the root, with the policy to send it under. */
export function renderHome(facts: HomeFacts, hasOutbox: boolean): { html: string; policy: string } {
  const places = hasOutbox ? [...PLACES, OUTBOX] : PLACES;
  const body = html`<h1>Portero</h1>
    <p>One identity core behind published wire dialects: old clients go on, old auth back ends retire.</p>
    <ul class="entries">
      ${places.map(renderPlace)}
    </ul>
    <h2>This service</h2>
    <dl class="card">
      <dt>Version</dt>
      <dd>${facts.version}</dd>
      <dt>Contract mode</dt>
      <dd>${facts.mode}</dd>
      <dt>Dialects</dt>
      <dd>${facts.dialects.join(', ')}</dd>
      ${facts.defaultOwner === undefined ? [] : [renderOwner(facts.defaultOwner)]}
    </dl>`;
  return { html: renderPage({ title: 'Start', lang: 'en', body }), policy: pagePolicy() };
}

function renderPlace({ href, name, about }: Place): Markup {
  return html`<li>
    <a href="${href}"><strong>${name}</strong><span>${about}</span></a>
  </li>`;
}

function renderOwner(uuid: string): Markup {
  return html`<dt>Default owner</dt>
    <dd><code>${uuid}</code></dd>`;
}
