import type { SettingDescription } from './describe-settings';

const OWNER_BINDINGS = [
  'A dialect whose requests name no owner is bound to one by its own setting: `KOKO_OWNER`, `BOOKKER_OWNER`,',
  '`SIMPLEJWT_OWNER`, `SHOOP_OWNER`, each written `uuid[,host=uuid…]`. A request whose Host is listed goes to that owner,',
  'any other to the first. Unset, it is the default owner that the first start creates.',
];

/** The text of `.env.example`: every setting, commented out, with its default. */
export function renderEnvExample(settings: readonly SettingDescription[]): string {
  const intro = [
    '# The settings of the service, all of them optional in documented mode. To change one, copy this file to .env and',
    '# take the # off its line. An empty value counts as unset.',
    '',
    ...OWNER_BINDINGS.map((line) => `# ${plain(line)}`),
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
    ...OWNER_BINDINGS,
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
    `# Value: ${plain(setting.expects)}. Default: ${plain(defaultInWords(setting))}.`,
    `#${setting.name}=${value}`,
  ].join('\n');
}

/** Laid out as the formatter of the repository leaves it: every column as wide as its widest cell. */
function markdownTable(settings: readonly SettingDescription[]): string {
  const rows = settings.map((setting) => [
    `\`${setting.name}\``,
    setting.description,
    setting.expects,
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
