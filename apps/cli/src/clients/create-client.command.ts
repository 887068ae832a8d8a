import { CLIENT_SCOPES, ManageClients } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { fields } from '../terminal/text';
import { ClientCommand, type ClientOptions, viewClient } from './client-command';

interface Options extends ClientOptions {
  readonly name: string;
  readonly scope: readonly string[];
}

/** `portero clients create` */
@SubCommand({ name: 'create', description: 'Create a client of an owner. Prints its secret, once.' })
export class CreateClientCommand extends ClientCommand<Options> {
  protected override readonly notes = [
    'A client proves itself with HTTP Basic, or as OAuth clients do, by its id and its secret.',
    '',
    'Scopes:',
    '  verify       introspection and the feed of revocations: what token-guard needs',
    '  revoke       end tokens',
    '  exchange     exchange a token of a user for a standard one',
    '  token        get standard tokens for itself',
    '  users:read   read the users of the owner',
    '  users:write  create, change and delete them',
    '',
    'Example:',
    '  portero clients create --owner shop@example.com --name orders --scope verify,exchange',
  ];

  protected override async execute(_words: readonly string[], options: Options): Promise<Report> {
    const { name, scope } = options;
    const { client, secret } = await this.onOwner(options, (get, owner) =>
      get(ManageClients).create(owner, name, scope),
    );
    const view = viewClient(client);
    const lines = [
      `Client ${view.name} is created.`,
      '',
      ...fields([
        ['client id', view.clientId],
        ['scopes', view.scopes.join(', ')],
        ['secret', secret],
      ]),
      '',
      'The secret is shown this once: only a hash of it is kept.',
    ];
    return { data: { client: view, secret }, lines };
  }

  @Option({ flags: '--name <name>', description: 'What the owner calls it.', required: true })
  readName(text: string): string {
    return text;
  }

  @Option({
    flags: '--scope <scopes>',
    description: `What it may do: ${CLIENT_SCOPES.join(', ')}. Separate them by commas, or repeat the option.`,
    required: true,
  })
  readScope(text: string, before: readonly string[] = []): readonly string[] {
    return [...before, ...text.split(/[,\s]+/u).filter((scope) => scope !== '')];
  }
}
