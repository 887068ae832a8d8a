import { productVersion } from '@portero/setup';
import { RootCommand } from 'nest-commander';
import { AuditCommand } from './audit/audit.command';
import { ClientsCommand } from './clients/clients.command';
import { CommandGroup, type LibraryCommand } from './command/operator-command';
import { DoctorCommand } from './doctor/doctor.command';
import { KeysCommand } from './keys/keys.command';
import { LegacyCommands } from './legacy/legacy.command';
import { MigrateCommand } from './migrate.command';
import { EXIT_CODES_IN_WORDS } from './outcome/exit-codes';
import { OwnersCommand } from './owners/owners.command';
import { ParityCommand } from './parity/parity.command';
import { SessionsCommand } from './sessions/sessions.command';
import { ShadowCommand } from './shadow/shadow.command';
import { StatusCommand } from './status/status.command';
import { columns } from './terminal/text';
import { TokensCommand } from './tokens/tokens.command';
import { UsersCommand } from './users/users.command';
import { WebhooksCommand } from './webhooks/webhooks.command';

const NOTES = `
It reads the same settings as the service (docs/settings.md), from the environment, and works on
the same database. On a PostgreSQL server (DATABASE_URL) it works beside the running service; the
embedded database serves one process at a time, so stop the service first.

Exit codes:
${columns(EXIT_CODES_IN_WORDS.map(([code, meaning]) => [`  ${code}`, meaning])).join('\n')}

Examples:
  portero status                                  what runs, what waits?
  portero doctor                                  is everything as it should be?
  portero owners create --email shop@example.com --name "The shop"
  portero clients create --owner shop@example.com --name orders --scope verify
  portero users disable ana@example.com --owner shop@example.com
  portero audit export --owner shop@example.com   the audit log as NDJSON
  portero keys rotate auth100`;

/** `portero`: everything an operator does without touching the database. */
@RootCommand({
  name: 'portero',
  description: 'Operates an installation of Portero.',
  subCommands: [
    MigrateCommand,
    OwnersCommand,
    ClientsCommand,
    UsersCommand,
    SessionsCommand,
    AuditCommand,
    WebhooksCommand,
    KeysCommand,
    StatusCommand,
    DoctorCommand,
    LegacyCommands,
    TokensCommand,
    ParityCommand,
    ShadowCommand,
  ],
})
export class PorteroCommand extends CommandGroup {
  override setCommand(command: LibraryCommand): this {
    command.version(productVersion(), '--version', 'Tell which release this is.').addHelpText('after', NOTES);
    return super.setCommand(command);
  }
}
