import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service with the range protocol for breached passwords. It knows no breached passwords. */
export class RangeService {
  readonly prefixes: string[] = [];
  readonly traceparents: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RangeService> {
    const server = createServer();
    const ranges = new RangeService(server);
    server.on('request', ({ url, headers }, response) => {
      ranges.prefixes.push((url ?? '').slice('/range/'.length));
      ranges.traceparents.push(String(headers['traceparent']));
      response.end(`${'0'.repeat(35)}:0\r\n`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return ranges;
  }

  /** The settings that make a service use this one. */
  get env(): Readonly<Record<string, string>> {
    const { port } = this.server.address() as AddressInfo;
    return { BREACHED_PASSWORDS: 'api', BREACHED_PASSWORDS_URL: `http://127.0.0.1:${port}/range/` };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
