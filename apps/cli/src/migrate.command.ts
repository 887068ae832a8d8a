import { migrate } from '@portero/database';
import { SubCommand } from 'nest-commander';
import { OperatorCommand } from './command/operator-command';
import type { Report } from './outcome/report';
import { counted } from './terminal/text';

/** `portero migrate` */
@SubCommand({ name: 'migrate', description: 'Bring the tables of the database up to date.' })
export class MigrateCommand extends OperatorCommand {
  protected override readonly notes = [
    'The service does the same when it starts. Run it yourself where the service must not change tables,',
    'or before the first `portero owners create`. Several at once wait for each other; a second run finds',
    'nothing left to do. Make a backup first.',
  ];

  protected override async execute(): Promise<Report> {
    const migrated = await this.installation.onDatabase(this.installation.settings(), migrate);
    const done = [`Ran ${counted(migrated.length, 'migration')}:`, ...migrated.map((name) => `  ${name}`)];
    return { data: { migrated }, lines: migrated.length === 0 ? ['The tables are up to date.'] : done };
  }
}
