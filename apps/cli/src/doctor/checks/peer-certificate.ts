import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A server with a certificate. */
export interface Endpoint {
  /** The setting that names it. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** PostgreSQL needs a request for TLS first. */
  readonly speaks: 'postgres' | 'tls';
}

/** PostgreSQL documentation, "SSLRequest": the length, and a code. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const LIMIT_MS = 3_000;

/** The expiry of a server's certificate, trusted or not; `null` if it cannot be read. */
export async function certificateAt({ host, port, speaks }: Endpoint): Promise<Date | null> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const socket = connect({ host: host.replace(/^\[(.*)\]$/u, '$1'), port });
  // `once` below rejects with every error, and the time limit ends what never answers.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', { signal });
    if (speaks === 'postgres' && !(await offersTls(socket, signal))) return null;
    // Nothing is sent on this connection. Only the date is read, also of an expired certificate.
    const secured = connectTls({
      socket,
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    secured.on('error', () => undefined);
    await once(secured, 'secureConnect', { signal });
    const end = new Date(secured.getPeerCertificate().valid_to);
    return Number.isNaN(end.getTime()) ? null : end;
  } catch {
    return null;
  } finally {
    socket.destroy();
  }
}

async function offersTls(socket: Socket, signal: AbortSignal): Promise<boolean> {
  socket.write(SSL_REQUEST);
  const [answer] = (await once(socket, 'data', { signal })) as [Buffer];
  return answer.toString('latin1', 0, 1) === 'S';
}
