import { CommandFactory, CommandRunnerService } from 'nest-commander';
import { CliModule } from './cli.module';
import { explain } from './outcome/explain';
import { Terminal, type Surroundings } from './terminal/terminal';

/**
 * Runs one command to its end.
 *
 * @param words the words after `portero`
 * @returns the exit code
 */
export async function runPortero(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const terminal = new Terminal(surroundings, words.includes('--json'));
  const tell = (error: unknown): void => terminal.fail(explain(error));
  const app = await CommandFactory.createWithoutRunning(CliModule.with(terminal), {
    logger: false,
    cliName: 'portero',
    serviceErrorHandler: tell,
    outputConfiguration: {
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.complain(text),
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
    },
  });
  try {
    await app.get(CommandRunnerService).run(['node', 'portero', ...words]);
  } finally {
    await app.close();
  }
  return terminal.exitCode;
}
