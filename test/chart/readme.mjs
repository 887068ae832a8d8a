// Generates the README of the chart from values.yaml: a comment `# --` describes the key below it.
import { parse } from 'yaml';

/** @returns the text of deploy/chart/portero/README.md */
export function chartReadme(text) {
  const intro = [
    '# Portero as a Helm chart',
    '',
    '[docs/kubernetes.md](../../../docs/kubernetes.md) explains the chart. `node test/chart/run.mjs --write` generates this file from values.yaml.',
    '',
    '| Value | Default | Meaning |',
    '| ----- | ------- | ------- |',
  ];
  return `${[...intro, ...rows(text)].join('\n')}\n`;
}

function rows(text) {
  const defaults = parse(text);
  const path = [];
  const found = [];
  let description = '';
  for (const line of text.split('\n')) {
    const [, indent, key] = /^( *)([A-Za-z]+):/u.exec(line) ?? [];
    if (key === undefined) {
      description = /^ *# -- (.*)$/u.exec(line)?.[1] ?? description;
      continue;
    }
    path.length = indent.length / 2;
    path.push(key);
    const value = path.reduce((object, name) => object[name], defaults);
    const isLeaf = !/:$/u.test(line) || description !== '';
    if (isLeaf) found.push(`| \`${path.join('.')}\` | \`${JSON.stringify(value)}\` | ${description} |`);
    description = '';
  }
  return found;
}
