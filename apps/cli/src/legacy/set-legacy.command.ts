import { Option, SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { moment } from '../terminal/text';
import { LegacyCommand, type LegacyOptions, readDialect } from './legacy-command';
import { readMilliseconds, readNameField, readPasswordUrl, readUntil } from './legacy-values';

interface Options extends LegacyOptions {
  readonly dialect: string;
  readonly loginUrl: string;
  readonly until?: string;
  readonly timeout?: string;
  readonly nameField?: string;
  readonly provesEmail?: boolean;
  readonly writeBackUrl?: string;
}

/** `portero legacy set` */
@SubCommand({ name: 'set', description: 'Ask an old back end about log-ins of users who are not here yet.' })
export class SetLegacyCommand extends LegacyCommand<Options> {
  protected override readonly notes = [
    'At its first log-in by this dialect, the password of a user who is not here is tried at the old back',
    'end. When it is right there, the user is written here, with a hash of that password. While the old back',
    'end is down, such a log-in is answered 503. docs/cut-over.md tells the rest.',
    '',
    'Example:',
    '  portero legacy set --owner shop@example.com --dialect simplejwt \\',
    '    --login-url https://old.example.com/api/token/ --until 2027-01-31',
    '',
    'With --write-back-url, users who change their password here can log in there with the new one.',
  ];

  protected override async execute(_words: readonly string[], options: Options): Promise<Report> {
    const dialect = readDialect(options.dialect);
    const until = options.until === undefined ? null : readUntil(options.until);
    const { url: loginUrl, network } = await readPasswordUrl('--login-url', options.loginUrl);
    const writeBack =
      options.writeBackUrl === undefined ? null : await readPasswordUrl('--write-back-url', options.writeBackUrl);
    const fields = {
      ...{ dialect, loginUrl, network, until },
      nameField: options.nameField === undefined ? null : readNameField(options.nameField),
      timeoutMs: readMilliseconds(options.timeout ?? '3s'),
      provesEmail: options.provesEmail === true,
    };
    const secret = await this.onOwner(options, async (backEnds, owner, writeBacks) => {
      await backEnds.set(owner, fields);
      return writeBacks.set(owner, dialect, writeBack);
    });
    const end = until === null ? 'until you remove it' : `until ${moment(until)}`;
    return {
      data: { ...fields, writeBackUrl: writeBack?.url ?? null, writeBackSecret: secret },
      lines: [
        `Log-ins of unknown users by ${dialect} are asked of ${loginUrl} ${end}.`,
        ...(writeBack === null ? [] : [`Changed passwords are sent to ${writeBack.url}.`]),
        ...(secret === null ? [] : ['', `  bearer token  ${secret}`, '', 'The token is shown this once.']),
      ],
    };
  }

  @Option({ flags: '--dialect <dialect>', description: 'Whose log-ins; the old back end speaks it.', required: true })
  readDialectOption(text: string): string {
    return text;
  }

  @Option({ flags: '--login-url <url>', description: 'Where it takes log-ins.', required: true })
  readUrlOption(text: string): string {
    return text;
  }

  @Option({ flags: '--until <date>', description: 'The last day, in UTC, or a date and time; no end by default.' })
  readUntilOption(text: string): string {
    return text;
  }

  @Option({ flags: '--timeout <time>', description: 'How long it may take to answer; 3s by default.' })
  readTimeoutOption(text: string): string {
    return text;
  }

  @Option({
    flags: '--name-field <name>',
    description: "SimpleJWT: the user model's USERNAME_FIELD; email by default.",
  })
  readNameFieldOption(text: string): string {
    return text;
  }

  @Option({
    flags: '--proves-email',
    description: 'It lets nobody in before the e-mail is proved: it counts as verified.',
  })
  readProvesEmailOption(): true {
    return true;
  }

  @Option({
    flags: '--write-back-url <url>',
    description: 'Where it takes changed passwords; without this they are not sent, and none is kept.',
  })
  readWriteBackUrlOption(text: string): string {
    return text;
  }
}
