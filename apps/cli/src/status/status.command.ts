import { SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { isYetToBeMade } from '../installation/installation';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { describeStatus } from './describe-status';
import { readStatus } from './read-status';

/** `portero status` */
@SubCommand({ name: 'status', description: 'Show the running installation on one screen.' })
export class StatusCommand extends OperatorCommand {
  protected override readonly notes = [
    'Reads the database and changes nothing: the replicas that run, migrations, mails and webhooks that',
    'wait, signing keys, the last run of the sweeper, where limits are counted. A replica that was not',
    'seen for a minute is gone. `portero doctor` says whether something is wrong.',
  ];

  protected override async execute(): Promise<Report> {
    const settings = this.installation.settings();
    if (isYetToBeMade(settings)) throw new Refusal('no_database', ['There is no database yet: start the service.']);
    const status = await this.installation.onDatabase(settings, (dataSource) => readStatus(settings, dataSource));
    return { data: status, lines: describeStatus(status) };
  }
}
