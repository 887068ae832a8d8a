import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Terminal } from '../../terminal/terminal';
import { Progress } from './progress';

const file = { size: 1000, position: () => 500 };

/** A terminal whose standard error is captured. */
function terminalOf(isTTY: boolean): { terminal: Terminal; told: () => string } {
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 120, cursorTo: () => true, clearLine: () => true });
  let told = '';
  stderr.on('data', (piece: Buffer) => (told += piece.toString()));
  const complain = (line: string): void => {
    stderr.write(line);
  };
  return { terminal: { surroundings: { stderr }, complain } as unknown as Terminal, told: () => told };
}

describe('the progress of an import', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is a plain line every five seconds off a terminal, with the rate of this run alone', () => {
    const { terminal, told } = terminalOf(false);
    const progress = new Progress(terminal, file, { isQuiet: false, before: 10_000 });
    progress.tell(20_000);
    expect(told()).toBe('');
    vi.advanceTimersByTime(5000);
    progress.tell(60_000);
    progress.tell(70_000);
    progress.stop();
    expect(told()).toBe('60000 rows, 10000 rows/s\n');
  });

  it('is a bar with rate and time left on a terminal', () => {
    const { terminal, told } = terminalOf(true);
    const progress = new Progress(terminal, file, { isQuiet: false, before: 0 });
    vi.advanceTimersByTime(1000);
    progress.tell(20_000);
    progress.stop();
    expect(told()).toMatch(/50% \| 20000 rows \| 20000 rows\/s \| .* left/u);
  });
});
