import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What becomes of a chunk: `drop` loses it, `cut` loses it and resets the connection, `last` passes it on and ends the
 * connection, `half` passes half of it on and ends the connection.
 */
export type Watch = (chunk: Buffer) => 'pass' | 'drop' | 'cut' | 'last' | 'half';

/** Stands between the service and a server that it needs, and does to the connections what networks do. */
export class TcpProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  /** Where it listens; it stays after the end. */
  port = 0;
  /** Milliseconds that each chunk waits, in both directions. */
  delayMs = 0;
  /** New connections are closed at once. */
  refusing = false;
  /** Decides about each chunk that the client sends, before it is passed on. */
  onSent: Watch = () => 'pass';
  /** Decides about each chunk that the server sends, before it is passed on. */
  onAnswered: Watch = () => 'pass';

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {}

  /**
   * Listens on a loopback port.
   * @param target the port on this machine that it connects to
   * @param port 0 takes any free one
   */
  static async listen(target: number, port = 0): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, target);
    server.on('connection', (socket) => proxy.join(socket));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    proxy.port = (server.address() as AddressInfo).port;
    return proxy;
  }

  /** The server takes each request and dies: before its answer and in the middle of it, in turn. */
  loseAnswers(): void {
    let lost = 0;
    this.onAnswered = () => ((lost += 1) % 2 === 0 ? 'half' : 'cut');
  }

  /** Decides about no chunk any more. */
  passAll(): void {
    this.onSent = () => 'pass';
    this.onAnswered = () => 'pass';
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
        const fate = from === near ? this.onSent(chunk) : this.onAnswered(chunk);
        if (fate === 'cut') near.resetAndDestroy();
        else if (fate === 'last') near.end(chunk);
        else if (fate === 'half') near.end(chunk.subarray(0, chunk.length / 2));
        else if (fate === 'pass') this.pass(chunk, to);
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
