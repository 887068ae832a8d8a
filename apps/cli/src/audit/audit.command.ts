import { SubCommand } from 'nest-commander';
import { CommandGroup } from '../command/operator-command';
import { ExportAuditCommand } from './export-audit.command';

/** `portero audit` */
@SubCommand({ name: 'audit', description: 'The audit log of an owner.', subCommands: [ExportAuditCommand] })
export class AuditCommand extends CommandGroup {}
