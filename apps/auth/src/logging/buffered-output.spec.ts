import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const LINES = 300;

/** Runs a program that logs, and reads what it wrote. */
async function run(end: string): Promise<{ code: number | null; seen: number[] }> {
  const program = `
    const { pino } = require('pino');
    const { bufferedOutput, flushOutput } = require(${JSON.stringify(join(__dirname, 'buffered-output.ts'))});
    const logger = pino({}, bufferedOutput());
    const write = (from, to) => { for (let each = from; each < to; each += 1) logger.info({ each }); };
    ${end}
  `;
  const child = spawn(process.execPath, ['-r', '@swc-node/register', '-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = printed.split('\n').filter((line) => line !== '');
  return { code, seen: lines.map((line) => (JSON.parse(line) as { each: number }).each) };
}

const ENDS: Readonly<Record<string, [string, number]>> = {
  'that ends by itself': [`write(0, ${LINES});`, 0],
  'that calls process.exit after the output was flushed': [
    `write(0, ${LINES}); flushOutput().then(() => process.exit(3));`,
    3,
  ],
  'that calls process.exit at once': [`write(0, 5); process.exit(4);`, 4],
  'that ends by an error': [`write(0, 5); throw new Error('broken');`, 1],
  'that ends by a rejected promise': [`write(0, 5); void Promise.reject(new Error('broken'));`, 1],
};

describe('the buffered output', () => {
  it.concurrent.each(Object.keys(ENDS))(
    'loses no line and writes none twice in a process %s',
    async (name) => {
      const [end, code] = ENDS[name] as [string, number];
      const answer = await run(end);
      const count = end.includes('write(0, 5)') ? 5 : LINES;
      expect(answer).toEqual({ code, seen: Array.from({ length: count }, (_, index) => index) });
    },
    180_000,
  );

  it('writes a single line within a second while the process goes on', async () => {
    const { seen } = await run(`write(0, 1); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1000);`);
    expect(seen).toEqual([0]);
  }, 180_000);
});
