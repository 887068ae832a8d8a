import { type DynamicModule, Module } from '@nestjs/common';
import { AuditCommand } from './audit/audit.command';
import { ExportAuditCommand } from './audit/export-audit.command';
import { ClientsCommand } from './clients/clients.command';
import { CreateClientCommand } from './clients/create-client.command';
import { DeleteClientCommand } from './clients/delete-client.command';
import { ListClientsCommand } from './clients/list-clients.command';
import { RotateClientSecretCommand } from './clients/rotate-client-secret.command';
import { DoctorCommand } from './doctor/doctor.command';
import { Installation } from './installation/installation';
import { KeysCommand } from './keys/keys.command';
import { ListKeysCommand } from './keys/list-keys.command';
import { RotateKeyCommand } from './keys/rotate-key.command';
import { RotateMasterKeyCommand } from './keys/rotate-master-key.command';
import { LegacyCommands } from './legacy/legacy.command';
import { RemoveLegacyCommand } from './legacy/remove-legacy.command';
import { SetLegacyCommand } from './legacy/set-legacy.command';
import { ShowLegacyCommand } from './legacy/show-legacy.command';
import { MigrateCommand } from './migrate.command';
import { CreateOwnerCommand } from './owners/create-owner.command';
import { ListOwnersCommand } from './owners/list-owners.command';
import { OwnersCommand } from './owners/owners.command';
import { RotateOwnerSecretCommand } from './owners/rotate-owner-secret.command';
import { SetNoticesCommand } from './owners/set-notices.command';
import { ParityCommand } from './parity/parity.command';
import { PorteroCommand } from './portero.command';
import { ImportSessionsCommand } from './sessions/import-sessions.command';
import { ShadowCommand } from './shadow/shadow.command';
import { StatusCommand } from './status/status.command';
import { EndSessionsOfAllCommand } from './sessions/end-sessions-of-all.command';
import { SessionsCommand } from './sessions/sessions.command';
import { Terminal } from './terminal/terminal';
import { ImportBlacklistCommand } from './tokens/import-blacklist.command';
import { TokensCommand } from './tokens/tokens.command';
import { DisableUserCommand } from './users/disable-user.command';
import { EnableUserCommand } from './users/enable-user.command';
import { EndSessionsCommand } from './users/end-sessions.command';
import { CensusOfUsersCommand } from './users/census/census-of-users.command';
import { ExportUsersCommand } from './users/export/export-users.command';
import { ImportUsersCommand } from './users/import/import-users.command';
import { ProgressOfUsersCommand } from './users/progress-of-users.command';
import { ShowUserCommand } from './users/show-user.command';
import { UsersCommand } from './users/users.command';
import { WrapHashesCommand } from './users/wrap-hashes.command';
import { WEBHOOK_COMMANDS, WebhooksCommand } from './webhooks/webhooks.command';

const COMMANDS = [
  PorteroCommand,
  ...[MigrateCommand, StatusCommand, DoctorCommand, ParityCommand, ShadowCommand],
  ...[OwnersCommand, CreateOwnerCommand, ListOwnersCommand, RotateOwnerSecretCommand, SetNoticesCommand],
  ...[ClientsCommand, CreateClientCommand, ListClientsCommand, RotateClientSecretCommand, DeleteClientCommand],
  ...[WebhooksCommand, ...WEBHOOK_COMMANDS],
  ...[SessionsCommand, EndSessionsOfAllCommand, ImportSessionsCommand],
  ...[AuditCommand, ExportAuditCommand],
  ...[UsersCommand, ShowUserCommand, DisableUserCommand, EnableUserCommand, EndSessionsCommand],
  ...[CensusOfUsersCommand, ImportUsersCommand, ProgressOfUsersCommand, ExportUsersCommand],
  WrapHashesCommand,
  ...[TokensCommand, ImportBlacklistCommand],
  ...[LegacyCommands, SetLegacyCommand, ShowLegacyCommand, RemoveLegacyCommand],
  ...[KeysCommand, ListKeysCommand, RotateKeyCommand, RotateMasterKeyCommand],
];

/**
 * Only the commands. A command opens the core when it needs it, so that help and mistyped words need no settings and no
 * database.
 */
@Module({})
export class CliModule {
  static with(terminal: Terminal): DynamicModule {
    return { module: CliModule, providers: [{ provide: Terminal, useValue: terminal }, Installation, ...COMMANDS] };
  }
}
