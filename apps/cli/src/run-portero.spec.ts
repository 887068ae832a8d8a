import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { runPortero } from './run-portero';

/** Runs a command in this process, without a database behind it. */
async function portero(line: string, env: NodeJS.ProcessEnv = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const words = line.split(' ').filter((word) => word !== '');
  const exitCode = await runPortero(words, { env, stdin: Readable.from([]), stdout, stderr });
  stdout.end();
  stderr.end();
  return { exitCode, out: await text(stdout), err: await text(stderr) };
}

const GROUPS = ['', 'owners', 'users', 'keys'];
const COMMANDS = [
  ...['migrate', 'doctor', 'owners create', 'owners list', 'owners rotate-secret', 'users show', 'users disable'],
  ...['users enable', 'users end-sessions', 'keys list', 'keys rotate', 'keys rotate-master'],
];

describe('portero', () => {
  it.each([...GROUPS, ...COMMANDS])('portero %s --help tells what it does, needing no settings', async (line) => {
    const { exitCode, out, err } = await portero(`${line} --help`, { PORT: 'wrong' });
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain(`Usage: portero ${line}`.trimEnd());
    expect(out.length).toBeGreaterThan(250);
    expect(out.split('\n').filter((each) => each.length > 100)).toEqual([]);
  });

  it.each(COMMANDS)('portero %s can answer with JSON', async (line) => {
    expect((await portero(`${line} --help`)).out).toContain('--json');
  });

  it('lists every command and every exit code in its help', async () => {
    const { out } = await portero('--help');
    for (const word of ['migrate', 'owners', 'users', 'keys', 'doctor'])
      expect(out).toMatch(new RegExp(`^  ${word}`, 'm'));
    for (const code of [0, 1, 2, 3, 4, 5, 6]) expect(out).toMatch(new RegExp(`^  ${code}  \\w`, 'm'));
  });

  it('tells its release', async () => {
    const { exitCode, out } = await portero('--version');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  it.each([
    ...['', 'owners', 'users', 'keys', 'frob', 'owners frob', 'owners create', 'owners create --email a@example.com'],
    ...['owners rotate-secret', 'users show', 'users show 1 2', 'users show --frob 1', 'keys rotate', 'migrate now'],
  ])('ends with 2 and a hint for the wrong command line "%s"', async (line) => {
    const { exitCode, out, err } = await portero(line);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(/--help/u);
  });

  it.each(['owners frob --json', 'owners create --json', 'users show 1 2 --json'])(
    'answers with JSON, and nothing else, for the wrong command line "%s"',
    async (line) => {
      const { exitCode, out, err } = await portero(line);
      expect([exitCode, err]).toEqual([2, '']);
      expect(JSON.parse(out)).toEqual({ error: { code: 'usage', messages: [expect.any(String)] } });
    },
  );

  it('ends with 3 for wrong settings, a line each, without their values', async () => {
    const env = { PORT: 'secret-port', DATABASE_URL: 'mysql://u:secret-word@db' };
    const { exitCode, out, err } = await portero('owners list', env);
    expect([exitCode, out]).toEqual([3, '']);
    expect(err.trim().split('\n').sort()).toEqual([
      expect.stringMatching(/^DATABASE_URL must /u),
      expect.stringMatching(/^PORT must /u),
    ]);
    expect(err).not.toContain('secret');
  });

  it('ends with 5 for a database that nobody answers for, without its password', async () => {
    const env = { DATABASE_URL: 'postgres://somebody:secret-word@127.0.0.1:1/portero' };
    const { exitCode, out, err } = await portero('migrate', env);
    expect([exitCode, out]).toEqual([5, '']);
    expect(err).toBe(
      'The database at DATABASE_URL cannot be reached; is it running?\nconnect ECONNREFUSED 127.0.0.1:1.\n',
    );
    const asJson = await portero('owners list --json', {
      ...env,
      MASTER_KEY: 'CzBVep/E6Q4zWH2ix+wRNltAZYqv1Pkea0ONuN0CJ0w=',
    });
    expect([asJson.exitCode, asJson.err]).toEqual([5, '']);
    expect(JSON.parse(asJson.out)).toMatchObject({ error: { code: 'database' } });
  });

  it('finds wrong settings with the doctor, and does not look further', async () => {
    const { exitCode, out } = await portero('doctor --json', { PORT: 'x' });
    expect(exitCode).toBe(1);
    const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: { check: string; state: string }[] };
    expect(ok).toBe(false);
    expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual([
      'settings wrong',
      ...['database', 'standby', 'migrations', 'keys', 'mail'].map((check) => `${check} unchecked`),
      ...['limits', 'clock', 'certificates', 'management'].map((check) => `${check} unchecked`),
    ]);
  });
});
