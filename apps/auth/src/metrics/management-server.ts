import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { Readiness } from '../http/health/readiness.service';
import { SETTINGS } from '../settings.token';
import { Metrics } from './metrics.service';

interface Page {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

const OK = page(200, { status: 'ok' });

/** Probes and metrics on a separate port that only operators can reach. It answers until the end of the process. */
@Injectable()
export class ManagementServer implements OnApplicationShutdown {
  private server: Server | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** Listens on `MANAGEMENT_PORT`; without one it does nothing. @throws the error of the port */
  async start(): Promise<void> {
    const { managementPort, host } = this.settings.http;
    if (managementPort === null) return;
    this.server = createServer((request, response) => {
      void this.answer(request, response);
    });
    this.server.listen(managementPort, host);
    await once(this.server, 'listening');
  }

  /** The port that it listens on; `null` for none. */
  get port(): number | null {
    const address = this.server?.address() as AddressInfo | null | undefined;
    return address?.port ?? null;
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, mediaType, text } = await this.pageOf(request).catch(() => page(500, { status: 'error' }));
    response.writeHead(status, { 'content-type': mediaType, 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : text);
  }

  private async pageOf({ method, url }: IncomingMessage): Promise<Page> {
    if (method !== 'GET' && method !== 'HEAD') return page(405, { status: 'method_not_allowed' });
    if (url === '/livez') return OK;
    if (url === '/metrics') return { status: 200, mediaType: this.metrics.mediaType, text: await this.metrics.text() };
    if (url !== '/readyz') return page(404, { status: 'not_found' });
    const problem = await this.readiness.problem();
    return problem === null ? OK : page(503, { status: problem });
  }
}

function page(status: number, body: { readonly status: string }): Page {
  return { status, mediaType: 'application/json', text: JSON.stringify(body) };
}
