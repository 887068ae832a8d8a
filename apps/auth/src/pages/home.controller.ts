import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Settings } from '@portero/config';
import { DefaultOwner } from '@portero/identity';
import { productVersion } from '@portero/setup';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../http/access/access.decorators';
import { publicPathOf } from '../http/public-path';
import { Wires } from '../http/wires';
import { SETTINGS } from '../settings.token';
import { type HomeFacts, renderHome } from './home.page';

/** What stands at the root: a page for people, the same facts as JSON for programs. */
@Controller()
@ApiExcludeController()
export class HomeController {
  private readonly documented: boolean;
  private readonly path: string;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly wires: Wires,
    private readonly defaultOwner: DefaultOwner,
  ) {
    this.documented = settings.mode === 'documented';
    this.path = publicPathOf(settings.http.publicUrl);
  }

  @Get()
  @Public()
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const facts = await this.facts();
    void reply.header('vary', 'Accept');
    if (prefersJson(request.headers.accept)) return void reply.type('application/json').send(JSON.stringify(facts));
    const { html, policy } = renderHome(facts, this.settings.mail.outboxIsServed);
    return void reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(html);
  }

  private async facts(): Promise<HomeFacts> {
    return {
      name: 'Portero',
      version: productVersion(),
      mode: this.settings.mode,
      docs: `${this.path}/docs`,
      openapi: `${this.path}/openapi.json`,
      dialects: this.wires.all.filter(({ kind }) => kind === 'dialect').map(({ name }) => name),
      ...(this.documented ? { defaultOwner: (await this.defaultOwner.ensure()).uuid } : {}),
    };
  }
}

/** Browsers name `text/html`; whoever names JSON and not HTML before it gets JSON. */
function prefersJson(accept: string | undefined): boolean {
  const types = (accept ?? '')
    .toLowerCase()
    .split(',')
    .map((each) => each.split(';')[0]?.trim() ?? '');
  const json = types.indexOf('application/json');
  const html = types.indexOf('text/html');
  return json !== -1 && (html === -1 || json < html);
}
