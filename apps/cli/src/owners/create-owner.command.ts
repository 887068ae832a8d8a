import { AdmitOwner } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import type { Report } from '../outcome/report';
import { readPassword } from '../terminal/read-password';
import { fields } from '../terminal/text';
import { viewOwner } from './owner-view';

interface Options {
  readonly email: string;
  readonly name: string;
  readonly country?: string;
  readonly passwordStdin?: boolean;
}

const NO_PASSWORD = [
  'It has no password, which it needs only to rotate its secret by itself (POST /owner/rotate-secret). To set one, ask',
  'for a code with POST /owner/request-change-password and send it with the password to PUT /owner/change-password.',
];

/** `portero owners create` */
@SubCommand({
  name: 'create',
  description: 'Create an owner, also where OWNER_SIGNUP is closed. Prints its secret, once.',
})
export class CreateOwnerCommand extends OperatorCommand<Options> {
  protected override readonly notes = [
    'You vouch for the e-mail: the owner is verified at once, and no mail is sent. It proves itself with',
    'HTTP Basic, the uuid as the user and the secret as the password.',
    '',
    'Examples:',
    '  portero owners create --email shop@example.com --name "The shop"',
    '  pass show shop | portero owners create --email shop@example.com --name "The shop" --password-stdin',
  ];

  protected override async execute(_words: readonly string[], options: Options): Promise<Report> {
    const { email, name, country, passwordStdin = false } = options;
    const password = passwordStdin ? await readPassword(this.terminal.surroundings) : null;
    const request = { email, name, password, countryCode: country?.toUpperCase() ?? null };
    const { owner, secret } = await this.installation.onCore((core) => core.get(AdmitOwner).admit(request));
    const view = viewOwner(owner);
    const lines = [
      `Owner ${view.id} is created and verified.`,
      '',
      ...fields([
        ['uuid', view.uuid],
        ['e-mail', view.email],
        ['name', view.name],
        ['secret', secret],
      ]),
      '',
      'The secret is shown this once: only a hash of it is kept.',
      ...(view.hasPassword ? [] : NO_PASSWORD),
    ];
    return { data: { owner: view, secret }, lines };
  }

  @Option({ flags: '--email <email>', description: 'Its e-mail, unique among owners.', required: true })
  readEmail(text: string): string {
    return text;
  }

  @Option({ flags: '--name <name>', description: 'What it is called in mails.', required: true })
  readName(text: string): string {
    return text;
  }

  @Option({ flags: '--country <code>', description: 'ISO 3166-1 alpha-2; DEFAULT_COUNTRY if not given.' })
  readCountry(text: string): string {
    return text;
  }

  @Option({
    flags: '--password-stdin',
    description: 'Give it the password on standard input; at a terminal it is asked for, unseen.',
  })
  readPasswordStdin(): true {
    return true;
  }
}
