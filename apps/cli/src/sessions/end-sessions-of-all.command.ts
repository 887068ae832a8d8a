import type { INestApplicationContext } from '@nestjs/common';
import { EndManySessions, FindOwner } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import { readMoment } from '../audit/read-moment';
import { OperatorCommand } from '../command/operator-command';
import { EXIT } from '../outcome/exit-codes';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { findNamedOwner } from '../owners/find-named-owner';
import { counted } from '../terminal/text';
import { openFile } from '../users/import/open-file';
import { readObjects } from '../users/import/read-objects';
import { readEnds } from './read-ends';

interface Options {
  readonly before?: string;
  readonly endedIn?: string;
  readonly owner?: string;
}

/** `portero sessions end` */
@SubCommand({ name: 'end', description: 'End the sessions of many users, as after a restore.' })
export class EndSessionsOfAllCommand extends OperatorCommand<Options> {
  protected override readonly notes = [
    'A restore brings sessions back that were ended after the back-up. --before ends every session that began',
    'before a moment: with the moment of the restore, all of them. --ended-in ends only the sessions of users',
    'that the audit log of the lost time tells about. Both write the audit log and the feed of revocations,',
    'and work beside the running service, in batches.',
    '',
    'Examples:',
    '  portero sessions end --before 2027-01-31T04:00:00Z',
    '  portero sessions end --ended-in audit.ndjson --owner shop@example.com',
  ];

  protected override async execute(_words: readonly string[], options: Options): Promise<Report> {
    const { before, endedIn } = options;
    if ((before === undefined) === (endedIn === undefined))
      throw new Refusal('which_missing', ['Say which sessions: either --before <moment> or --ended-in <file>.']);
    if (endedIn !== undefined) return this.endedIn(endedIn, options.owner);
    const moment = readMoment(before ?? '');
    if (moment > new Date())
      throw new Refusal('moment_in_future', ['--before is a moment of the past: sessions cannot be ended in advance.']);
    return this.installation.onCore((core) => this.startedBefore(core, moment, options.owner));
  }

  private async startedBefore(core: INestApplicationContext, moment: Date, named?: string): Promise<Report> {
    const owner = named === undefined ? null : await findNamedOwner(core.get(FindOwner), named);
    const { users, sessions } = await core.get(EndManySessions).startedBefore(moment, owner);
    const line = `Ended ${counted(sessions, 'session')} of ${counted(users, 'user')}.`;
    return { data: { users, sessions }, lines: [line] };
  }

  private async endedIn(file: string, named?: string): Promise<Report> {
    if (named === undefined) throw new Refusal('owner_missing', ['Name the owner whose audit log it is: add --owner.']);
    const { texts } = await openFile(file, this.terminal.surroundings.stdin);
    const { ends, toRepeat, unreadable } = await readEnds(readObjects(texts));
    const { users, sessions } = await this.installation.onCore(async (core) =>
      core.get(EndManySessions).ofUsers(await findNamedOwner(core.get(FindOwner), named), ends),
    );
    const lines = [
      `Ended ${counted(sessions, 'session')} of ${counted(users, 'user')}, of ${ends.size} that the log tells about.`,
      ...Object.entries(REPEAT).flatMap(([change, sentence]) => {
        const who = toRepeat[change as keyof typeof REPEAT];
        return who.length === 0 ? [] : [`${sentence} ${who.join(', ')}.`];
      }),
      ...(unreadable === 0 ? [] : [`${counted(unreadable, 'line')} could not be read.`]),
    ];
    const exitCode = unreadable === 0 ? EXIT.done : EXIT.refused;
    return { data: { users, sessions, told: ends.size, toRepeat, unreadable }, lines, exitCode };
  }

  @Option({
    flags: '--before <moment>',
    description: 'Sessions that began before this moment, of all owners or of one.',
  })
  readBefore(text: string): string {
    return text;
  }

  @Option({
    flags: '--ended-in <file>',
    description: 'Sessions of users who ended some in what `portero audit export` wrote; - for standard input.',
  })
  readEndedIn(text: string): string {
    return text;
  }

  @Option({ flags: '--owner <owner>', description: 'Whose: the uuid, id or e-mail of the owner.' })
  readOwner(text: string): string {
    return text;
  }
}

const REPEAT = {
  disabled: 'Disabled after the back-up; do it again (portero users disable):',
  deleted: 'Deleted after the back-up, and here again:',
  passwordChanged: 'Changed the password after the back-up, and have the old one again:',
} as const;
