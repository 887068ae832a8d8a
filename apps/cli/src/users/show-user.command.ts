import type { INestApplicationContext } from '@nestjs/common';
import { FindSessions, type TokenSubject } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { counted, moment, table } from '../terminal/text';
import { USER_ARGUMENT, UserCommand } from './user-command';
import { describeUser, viewSession, viewUser } from './user-view';

/** `portero users show` */
@SubCommand({ name: 'show', ...USER_ARGUMENT, description: 'Show a user and the sessions that are open.' })
export class ShowUserCommand extends UserCommand {
  protected override readonly notes = [
    'Examples:',
    '  portero users show ana@example.com --owner shop@example.com',
    '  portero users show 17',
  ];

  protected override async about(subject: TokenSubject, core: INestApplicationContext): Promise<Report> {
    const user = viewUser(subject);
    const sessions = (await core.get(FindSessions).openOf(subject.id)).map(viewSession);
    const rows = sessions.map(({ profile, createdAt, idleExpiresAt, expiresAt }) => [
      ...[`  ${profile}`, moment(createdAt), moment(idleExpiresAt), moment(expiresAt)],
    ]);
    const heading = ['  profile', 'since', 'ends if idle', 'ends'];
    const listed = rows.length === 0 ? [] : ['', ...table(heading, rows)];
    const lines = [
      `User ${user.id}`,
      '',
      ...describeUser(user),
      '',
      `${counted(rows.length, 'open session')}.`,
      ...listed,
    ];
    return { data: { user, sessions }, lines };
  }
}
