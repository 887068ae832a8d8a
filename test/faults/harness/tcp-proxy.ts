import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between the service and a server that it needs, and does to the connections what networks do. */
export class TcpProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  /** Milliseconds that each chunk waits, in both directions. */
  delayMs = 0;
  /** New connections are closed at once. */
  refusing = false;
  /** Called for each chunk that the service sends, before it is passed on. */
  onSent: () => void = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {}

  /** Listens on a free loopback port. @param target the port on this machine that it connects to */
  static async listen(target: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, target);
    server.on('connection', (socket) => proxy.join(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resets every open connection. */
  resetAll(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket): void {
    near.on('error', () => undefined);
    if (this.refusing) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.target, '127.0.0.1').on('error', () => near.destroy());
    const pair = [near, far] as const;
    this.pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (chunk: Buffer) => {
        if (from === near) this.onSent();
        this.pass(chunk, to);
      });
      from.on('close', () => {
        to.destroy();
        this.pairs.delete(pair);
      });
    }
  }

  private pass(chunk: Buffer, to: Socket): void {
    if (this.delayMs === 0) to.write(chunk);
    else setTimeout(() => to.writable && to.write(chunk), this.delayMs);
  }
}
