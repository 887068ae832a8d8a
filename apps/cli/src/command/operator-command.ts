import { Injectable } from '@nestjs/common';
import { CommandRunner, Option } from 'nest-commander';
import { Installation } from '../installation/installation';
import type { Report } from '../outcome/report';
import { Terminal } from '../terminal/terminal';

/** The command type of the library that `nest-commander` uses, whatever its version. */
export type LibraryCommand = CommandRunner['command'];

/** A command with an action. */
@Injectable()
export abstract class OperatorCommand<Options extends object = object> extends CommandRunner {
  /** The text below the options in `--help`. */
  protected readonly notes: readonly string[] = [];

  constructor(
    protected readonly installation: Installation,
    protected readonly terminal: Terminal,
  ) {
    super();
  }

  /** May throw any error that `explain` handles. */
  protected abstract execute(words: readonly string[], options: Options): Promise<Report>;

  override async run(words: string[], options: Record<string, unknown> = {}): Promise<void> {
    this.terminal.print(await this.execute(words, options as Options));
  }

  override setCommand(command: LibraryCommand): this {
    behave(command).allowExcessArguments(false);
    if (this.notes.length > 0) command.addHelpText('after', `\n${this.notes.join('\n')}`);
    return super.setCommand(command);
  }

  @Option({ flags: '--json', description: 'Answer with one JSON document on standard output, errors too.' })
  readJson(): true {
    return true;
  }
}

/** A word that groups commands. */
export abstract class CommandGroup extends CommandRunner {
  override run([word]: string[]): Promise<void> {
    if (word === undefined) this.command.help({ error: true });
    return this.command.error(`error: unknown command '${word}'`, { code: 'commander.unknownCommand' });
  }

  override setCommand(command: LibraryCommand): this {
    behave(command).addHelpCommand('help [command]', 'Tell about a command.').usage('<command> [options]');
    return super.setCommand(command);
  }
}

/** Throws instead of ending the process, so that all errors are handled in one place. */
function behave(command: LibraryCommand): LibraryCommand {
  return command
    .exitOverride()
    .helpOption('-h, --help', 'Tell about this command.')
    .showHelpAfterError('Add --help to see what is possible.');
}
