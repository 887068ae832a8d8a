import { connect } from 'node:net';
import type { Client } from 'pg';
import type { ServerHost, ServerUrl } from './server-url';

/** The message that asks a server for TLS (PostgreSQL documentation, "SSLRequest"): its length, and a code. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const YES = 'S';
const TIMEOUT_MS = 3_000;

/** Set in pg's constructor, before the host is known; its types lack it. */
interface TlsDecided {
  ssl: unknown;
  readonly connection: { ssl: unknown };
}

/**
 * Turns TLS off for a client where libpq would not use it: on a Unix socket, and where it is optional and the server does
 * not offer it. Call it before the client connects.
 */
export async function chooseTls(client: Client, { client: { ssl }, tlsIsOptional }: ServerUrl, host: ServerHost) {
  if (!ssl) return;
  const isPlain = isSocketFolder(host) || (tlsIsOptional && !(await offersTls(host)));
  if (!isPlain) return;
  const decided = client as unknown as TlsDecided;
  decided.ssl = false;
  decided.connection.ssl = false;
}

function isSocketFolder({ host }: ServerHost): boolean {
  return host.startsWith('/') || host.startsWith('@');
}

/** Whether a server accepts TLS; `true` if it cannot be asked, so that connecting reports the reason. */
function offersTls({ host, port }: ServerHost): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: TIMEOUT_MS }, () => socket.write(SSL_REQUEST));
    const settle = (offers: boolean): void => {
      socket.destroy();
      resolve(offers);
    };
    socket.once('data', (answer: Buffer) => {
      settle(answer.toString('latin1', 0, 1) === YES);
    });
    for (const event of ['error', 'timeout', 'close'] as const)
      socket.once(event, () => {
        settle(true);
      });
  });
}
