import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { Public } from '@portero/token-guard/nest';
import type { FastifyReply } from 'fastify';
import { DemoError } from '../errors/demo.error';
import { WIRES } from '../sessions/wires';
import { DEMO_SETTINGS, type DemoSettings } from '../settings/demo-settings';
import { type PageFile, readPageFiles } from './page-files';

/** The policy: only its own scripts, styles and requests; nothing inline, and no frames. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The page for people, and its files. */
@Public()
@Controller()
export class PageController {
  private readonly files = readPageFiles();

  constructor(@Inject(DEMO_SETTINGS) private readonly settings: DemoSettings) {}

  @Get()
  page(@Res() reply: FastifyReply): void {
    this.send('index.html', reply);
  }

  /** The data for the page's script: the demo accounts, and the operations of the dialects. */
  @Get('page/setting')
  setting() {
    const { accounts, portero, revocations } = this.settings;
    const dialects = WIRES.map(({ name, title, refresh, logOut }) => ({
      name,
      title,
      canRefresh: refresh !== undefined,
      hasLogOut: logOut !== undefined,
    }));
    return { issuer: portero.url, revocations, accounts, dialects };
  }

  @Get('page/:name')
  file(@Param('name') name: string, @Res() reply: FastifyReply): void {
    this.send(name, reply);
  }

  private send(name: string, reply: FastifyReply): void {
    const file: PageFile | undefined = this.files.get(name);
    if (file === undefined) throw new DemoError('not_found');
    void reply.headers({ 'content-security-policy': POLICY, 'content-type': file.type }).send(file.content);
  }
}
