import { FindOwner, ManageOwner } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { findNamedOwner } from './find-named-owner';
import { viewOwner } from './owner-view';

const CHOICES: ReadonlyMap<string, boolean | null> = new Map([
  ['on', true],
  ['off', false],
  ['default', null],
]);

/** `portero owners notices` */
@SubCommand({
  name: 'notices',
  arguments: '<owner> <on|off|default>',
  argsDescription: { owner: 'its uuid, its id or its e-mail', 'on|off|default': 'default: on in hardened mode alone' },
  description: 'Whether users of an owner are told by mail of changed passwords and new networks.',
})
export class SetNoticesCommand extends OperatorCommand {
  protected override readonly notes = ['Example:', '  portero owners notices shop@example.com off'];

  protected override async execute([named = '', choice = '']: readonly string[]): Promise<Report> {
    const securityNotices = CHOICES.get(choice);
    if (securityNotices === undefined) throw new Refusal('unknown_choice', ['Say on, off or default.']);
    const owner = await this.installation.onCore(async (core) => {
      const found = await findNamedOwner(core.get(FindOwner), named);
      return viewOwner(await core.get(ManageOwner).update(found, { securityNotices }));
    });
    return { data: { owner, securityNotices }, lines: [`Notices to users of owner ${owner.id}: ${choice}.`] };
  }
}
