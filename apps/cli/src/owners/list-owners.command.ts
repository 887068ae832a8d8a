import type { Owner } from '@portero/database';
import { DefaultOwner, FindOwner } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import type { Report } from '../outcome/report';
import { moment, table } from '../terminal/text';
import { viewOwner } from './owner-view';

const PAGE = 500;

/** `portero owners list` */
@SubCommand({ name: 'list', description: 'List all owners, in the order in which they came.' })
export class ListOwnersCommand extends OperatorCommand {
  protected override readonly notes = [
    'The default owner is the one of every dialect that is bound to no other (KOKO_OWNER and the like).',
  ];

  protected override async execute(): Promise<Report> {
    return this.installation.onCore(async (core) => {
      const usual = await core.get(DefaultOwner).find();
      const owners = (await everyOwner(core.get(FindOwner))).map((owner) => ({
        ...viewOwner(owner),
        isDefault: owner.id === usual?.id,
      }));
      const rows = owners.map(({ id, uuid, country, verifiedAt, createdAt, email, name, isDefault }) => [
        ...[`${id}`, uuid, country, moment(verifiedAt), moment(createdAt), email],
        isDefault ? `${name} (default)` : name,
      ]);
      const heading = ['id', 'uuid', 'country', 'verified', 'created', 'e-mail', 'name'];
      return { data: { owners }, lines: rows.length === 0 ? ['There are no owners yet.'] : table(heading, rows) };
    });
  }
}

async function everyOwner(owners: FindOwner): Promise<readonly Owner[]> {
  const all: Owner[] = [];
  for (let page = await owners.after(0, PAGE); page.length > 0; page = await owners.after(all.at(-1)?.id ?? 0, PAGE)) {
    all.push(...page);
  }
  return all;
}
