import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Public } from '@portero/token-guard/nest';
import { LogInDto, type LogOutView, SessionDto, type SessionView } from './sessions.dto';
import { Sessions } from './sessions.service';

/**
 * Logging in and out. Nothing is stored here: the page keeps its tokens in memory and sends them. There is no cookie,
 * so other sites cannot make a browser use a session, and closing the tab removes everything.
 */
@Public()
@Controller('sessions')
export class SessionsController {
  constructor(private readonly sessions: Sessions) {}

  @Post()
  logIn(@Body() login: LogInDto): Promise<SessionView> {
    return this.sessions.logIn(login);
  }

  @Post('refresh')
  @HttpCode(200)
  refresh(@Body() session: SessionDto): Promise<SessionView> {
    return this.sessions.refresh(session);
  }

  @Post('log-out')
  @HttpCode(200)
  logOut(@Body() session: SessionDto): Promise<LogOutView> {
    return this.sessions.logOut(session);
  }
}
