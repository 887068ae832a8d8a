import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedService, type TestService } from '../support/service/service';

const ROOT = join(__dirname, '../..');

/** Where a reader's service listens. */
const ORIGIN = 'http://localhost:9010';

const BEGIN = '<!-- first-five-minutes:begin -->';
const END = '<!-- first-five-minutes:end -->';
const FENCE = /^```(?<language>\w+)\n(?<content>[\s\S]*?)^```$/gmu;

/** Printed between the blocks, so that the output can be taken apart again. */
const CUT = '=-=-=-=';

/** Commands, and what the README says they print; `null` when they print nothing. */
interface Step {
  readonly commands: string;
  readonly prints: string | null;
}

describe('the first five minutes of the README', () => {
  const steps = readSteps(read('README.md'));
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  it('run as printed, and print what is printed below them', async () => {
    const outputs = await runAll(steps, service.origin);
    expect(outputs.map(withoutWhatChanges)).toEqual(steps.map(({ prints }) => withoutWhatChanges(prints ?? '')));
  });

  it('can be pasted twice into one shell', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await expect(runAll([...steps], service.origin)).resolves.toHaveLength(steps.length);
  });

  it('name the address once', () => {
    const commands = steps.map((step) => step.commands).join('');
    expect(commands.split(ORIGIN)).toHaveLength(2);
  });
});

describe('the documents', () => {
  const documents = ['.', 'docs', 'docs/adr', 'docs/dialects', 'docs/moving-in'].flatMap(markdownIn);

  it.each(documents)('%s links only to files that exist', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:)(?<path>[^)#]+)/gu)].map(
      ({ groups }) => groups?.['path'] ?? '',
    );
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(document), link)))).toEqual([]);
  });

  it('name only tests that exist', () => {
    const named = [...read('docs/security.md').matchAll(/\]\(\.\.\/(?<file>[^)]+\.spec\.ts)\): "(?<title>[^"]+)"/gu)];
    const stale = named.filter(({ groups: { file = '', title = '' } = {} }) => !read(file).includes(title));
    expect(named.length).toBeGreaterThan(30);
    expect(stale.map(([cell]) => cell)).toEqual([]);
  });

  it('say of each runtime dependency why it is there', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const table = read('docs/adr/0007-dependencies.md');
    expect(Object.keys(dependencies).filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  });
});

function markdownIn(folder: string): string[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** A `json` block is what the `sh` block before it prints. */
function readSteps(readme: string): readonly Step[] {
  const section = readme.slice(readme.indexOf(BEGIN), readme.indexOf(END));
  const steps: Step[] = [];
  for (const { groups: { language = '', content = '' } = {} } of section.matchAll(FENCE)) {
    if (language === 'sh') steps.push({ commands: content, prints: null });
    else steps.push({ commands: steps.pop()?.commands ?? '', prints: content });
  }
  return steps;
}

/** Runs everything in one shell that ends at the first failure. @returns what each step printed */
async function runAll(steps: readonly Step[], origin: string): Promise<readonly string[]> {
  const script = steps.map(({ commands }) => `${commands}\necho '${CUT}'\n`).join('');
  const shell = spawn('bash', ['-eu', '-c', script.replaceAll(ORIGIN, origin)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => shell.once('close', resolve));
  const [output, errors, code] = await Promise.all([text(shell.stdout), text(shell.stderr), ended]);
  if (code !== 0 || errors !== '') throw new Error(`bash ended with ${String(code)}: ${errors}\n${output}`);
  return output.split(`${CUT}\n`).slice(0, -1);
}

/** The answer with its keys in their order, and in place of what differs each time what kind of thing it is. */
function withoutWhatChanges(output: string): string {
  if (output.trim() === '') return '';
  return JSON.stringify(JSON.parse(output, (key, value: unknown) => (key === 'id' ? typeof value : kindOf(value))));
}

const KINDS = {
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u,
  token: /^eyJ[\w-]+\.eyJ/u,
  code: /^\d{4}$/u,
  secret: /^[A-Za-z0-9+/]{43}=$/u,
};

function kindOf(value: unknown): unknown {
  const kind = Object.entries(KINDS).find(([, shape]) => typeof value === 'string' && shape.test(value));
  return kind?.[0] ?? value;
}
