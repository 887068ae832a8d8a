import type { SettingDescription } from './describe-settings';

/** The text of `.env.example`: every setting, commented out, with its default. */
export function renderEnvExample(settings: readonly SettingDescription[]): string {
  const intro = [
    '# The settings of the service, all of them optional in documented mode. To change one, copy this file to .env and',
    '# take the # off its line. An empty value counts as unset.',
    '#',
    "# This file is UTF-8. A value that holds a # stands in quotes, single ones if it holds no single quote: KEY='3v#k(9m'.",
    '# A comment stands on a line of its own. A line that cannot be read for certain stops the start, by its number.',
    '# A value that is a secret may stand in a file instead: NAME_FILE=/run/secrets/name, without NAME.',
  ];
  const groups = byGroup(settings).map(([title, members]) => [`# ${title}`, ...members.map(envEntry)].join('\n\n'));
  return `${[intro.join('\n'), ...groups].join('\n\n')}\n`;
}

/** The text of `docs/settings.md`: a table for each group. */
export function renderSettingsPage(settings: readonly SettingDescription[]): string {
  const intro = [
    '# Settings',
    '',
    'Settings are environment variables. They are read once, at start; wrong ones are refused together, one line each,',
    'never showing the value. An empty variable counts as unset. Numbers are plain decimal digits.',
    '',
    'A file `.env` in the working folder completes the environment; a variable of the environment wins. The file is UTF-8 (a byte',
    'order mark is skipped). A value that holds a `#` stands in quotes, a comment on a line of its own. A line that could be',
    'read in two ways stops the start, by its number. Quotes around a value that comes from elsewhere are refused, because they',
    'would become part of it.',
    '',
    'A setting marked _secret_ may stand in a file: `<NAME>_FILE` holds the path, one trailing line break of the content does not',
    'count. Both at once are refused.',
  ];
  const groups = byGroup(settings).map(([title, members]) => `## ${title}\n\n${markdownTable(members)}`);
  return `${[intro.join('\n'), ...groups].join('\n\n')}\n`;
}

function byGroup(settings: readonly SettingDescription[]): [string, SettingDescription[]][] {
  const groups = new Map<string, SettingDescription[]>();
  for (const setting of settings) groups.set(setting.group, [...(groups.get(setting.group) ?? []), setting]);
  return [...groups];
}

function envEntry(setting: SettingDescription): string {
  const value = setting.default.documented ?? setting.sample ?? '';
  return [
    `# ${plain(setting.description)}`,
    `# Value: ${plain(setting.expects)}${setting.secret ? `; or ${setting.name}_FILE` : ''}. Default: ${plain(defaultInWords(setting))}.`,
    `#${setting.name}=${value}`,
  ].join('\n');
}

/** Laid out as Prettier writes tables: every column as wide as its widest cell. */
function markdownTable(settings: readonly SettingDescription[]): string {
  const rows = settings.map((setting) => [
    `\`${setting.name}\``,
    setting.description,
    setting.secret ? `${setting.expects} (_secret_)` : setting.expects,
    defaultInWords(setting),
  ]);
  const cells = [['Setting', 'Meaning', 'Value', 'Default'], ...rows].map((row) =>
    row.map((cell) => cell.replaceAll('|', '\\|')),
  );
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  const [head = '', ...body] = cells.map(line);
  return [head, rule, ...body].join('\n');
}

function defaultInWords({ default: fixed, unset, required }: SettingDescription): string {
  if (required === 'always') return 'none, required';
  if (unset !== null) return required === 'hardened' ? `${unset} (hardened: required)` : unset;
  if (fixed.documented === null) return 'none';
  return fixed.documented === fixed.hardened
    ? `\`${fixed.documented}\``
    : `\`${fixed.documented}\` (hardened: \`${fixed.hardened}\`)`;
}

function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}
