import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A query of a panel. */
interface Target {
  readonly refId: string;
  readonly expr: string;
}

/** A panel of the dashboard; a row has no targets. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
}

/** The part of Grafana's classic dashboard model that the tests use. */
export interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
}

/** `deploy/grafana/portero.json`. */
export function readDashboard(): Dashboard {
  return JSON.parse(readFileSync(join(__dirname, '../../../deploy/grafana/portero.json'), 'utf8')) as Dashboard;
}

/** Every query, with the title of its panel. */
export function queriesOf({ panels }: Dashboard): readonly { readonly title: string; readonly expr: string }[] {
  return panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
}

/** The metrics that a PromQL query names, without the suffixes of histogram series. */
export function metricsIn(text: string): readonly string[] {
  const names = [...text.matchAll(/\b(?:portero|http_server|process|nodejs)_[a-z_]+\b(?!=)/gu)].map(([name]) => name);
  return [...new Set(names.map((name) => name.replace(/_(?:bucket|count|sum)$/u, '')))];
}

const text = { type: 'string', minLength: 1 } as const;
const number = { type: 'integer', minimum: 0 } as const;
const place = {
  type: 'object',
  required: ['x', 'y', 'w', 'h'],
  properties: { x: number, y: number, w: number, h: number },
};
const source = {
  type: 'object',
  required: ['type', 'uid'],
  additionalProperties: false,
  properties: { type: { const: 'prometheus' }, uid: { const: '$datasource' } },
};
const target = {
  type: 'object',
  required: ['refId', 'expr', 'datasource'],
  properties: {
    refId: { type: 'string', pattern: '^[A-Z]$' },
    expr: text,
    legendFormat: { type: 'string' },
    datasource: source,
  },
};
const panel = {
  type: 'object',
  required: ['id', 'type', 'title', 'gridPos'],
  properties: { id: number, type: { enum: ['row', 'timeseries', 'stat', 'table'] }, title: text, gridPos: place },
  if: { properties: { type: { const: 'row' } } },
  then: { required: ['panels', 'collapsed'] },
  else: {
    required: ['targets', 'datasource', 'fieldConfig', 'options'],
    properties: {
      datasource: source,
      targets: { type: 'array', minItems: 1, items: target },
      fieldConfig: {
        type: 'object',
        required: ['defaults', 'overrides'],
        properties: { defaults: { type: 'object', required: ['unit'], properties: { unit: text } } },
      },
    },
  },
};

/** The structure that Grafana's importer needs, and the required parts of our panels. */
export const DASHBOARD_SCHEMA = {
  type: 'object',
  required: ['uid', 'title', 'schemaVersion', 'templating', 'time', 'panels'],
  properties: {
    uid: { const: 'portero' },
    title: text,
    schemaVersion: { type: 'integer', minimum: 39 },
    templating: {
      type: 'object',
      required: ['list'],
      properties: {
        list: {
          type: 'array',
          items: { type: 'object', required: ['name', 'type', 'query'], properties: { name: text } },
        },
      },
    },
    panels: { type: 'array', minItems: 1, items: panel },
  },
} as const;
