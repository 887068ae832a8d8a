import type { INestApplicationContext } from '@nestjs/common';
import { EndSession, type TokenSubject } from '@portero/identity';
import { SubCommand } from 'nest-commander';
import type { Report } from '../outcome/report';
import { counted } from '../terminal/text';
import { USER_ARGUMENT, UserCommand } from './user-command';
import { viewUser } from './user-view';

/** `portero users end-sessions` */
@SubCommand({ name: 'end-sessions', ...USER_ARGUMENT, description: 'Log a user out everywhere.' })
export class EndSessionsCommand extends UserCommand {
  protected override readonly notes = ['The user can log in again at once; `portero users disable` keeps it out.'];

  protected override async about(subject: TokenSubject, core: INestApplicationContext): Promise<Report> {
    const ended = await core.get(EndSession).end({ userId: subject.id }, 'ended_by_operator');
    const line = `Ended ${counted(ended, 'session')} of user ${subject.id}.`;
    return { data: { user: viewUser(subject), ended }, lines: [line] };
  }
}
