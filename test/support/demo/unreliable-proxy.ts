import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** What happens to the requests to a path: nothing special, a dead connection, an invalid answer, or a late one. */
export type Behaviour = 'passes' | 'cut' | 'broken' | { readonly delayMs: number };

/** A proxy between a service and Portero that simulates network failures on single paths. */
export class UnreliableProxy {
  private readonly behaviours = new Map<string, Behaviour>();
  private readonly open = new Map<ServerResponse, string>();

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {}

  /** Listens on a free port of this machine. @param target the port that it passes requests on to */
  static async listen(target: number): Promise<UnreliableProxy> {
    const server = createServer();
    const proxy = new UnreliableProxy(server, target);
    server.on('request', (incoming: IncomingMessage, answer: ServerResponse) => proxy.handle(incoming, answer));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Sets the behaviour for a path from now on. `cut` also ends running requests. */
  set(path: string, behaviour: Behaviour): void {
    this.behaviours.set(path, behaviour);
    if (behaviour !== 'cut') return;
    for (const [answer, of] of this.open) if (of === path) answer.destroy();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private handle(incoming: IncomingMessage, answer: ServerResponse): void {
    const [path = ''] = (incoming.url ?? '').split('?');
    this.open.set(answer, path);
    answer.once('close', () => this.open.delete(answer));
    const behaviour = this.behaviours.get(path) ?? 'passes';
    if (behaviour === 'cut') answer.destroy();
    else if (behaviour === 'broken') answer.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":[{"k');
    else if (behaviour === 'passes') this.pass(incoming, answer);
    else setTimeout(() => this.pass(incoming, answer), behaviour.delayMs);
  }

  private pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method, url, headers } = incoming;
    const outgoing = request({ host: '127.0.0.1', port: this.target, method, path: url, headers, agent: false });
    outgoing.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
      response.on('error', () => answer.destroy());
    });
    outgoing.on('error', () => answer.destroy());
    answer.once('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }
}
