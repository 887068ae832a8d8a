import type { Client } from 'pg';
import { ResilientClient } from '../connections/resilient-client';
import { markFailedToConnect } from '../database-errors';
import type { HostSelector } from './host-selector';
import type { ServerHost } from './server-url';
import { chooseTls } from './tls-choice';

type Connected = ((error: Error) => void) | ((error: null, client: Client) => void);

/** The socket that pg opens; its types leave it out. */
interface Wired {
  host: string;
  port: number;
  readonly connection: { readonly stream: { destroy(): void } };
}

/**
 * pg's client, which gets its host from the selector when it connects and closes when the selector leaves that host.
 * For a pool's option `Client`.
 */
export function hostClient(selector: HostSelector, connectMs?: number): typeof Client {
  return class HostClient extends ResilientClient {
    override connect(): Promise<Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<Client> | undefined {
      const connected = this.connectToCurrent();
      if (callback === undefined) return connected;
      connected.then(
        (client) => {
          (callback as (error: null, client: Client) => void)(null, client);
        },
        callback as (error: Error) => void,
      );
      return undefined;
    }

    private async connectToCurrent(): Promise<Client> {
      const host = await selector.current().catch((error: unknown) => {
        markFailedToConnect(error);
        throw error;
      });
      const wired = Object.assign(this as unknown as Wired, { ...host, ...connectLimit(connectMs) });
      await chooseTls(this, selector.url, host);
      try {
        await super.connect();
      } catch (error) {
        selector.failed(host);
        markFailedToConnect(error);
        throw error;
      }
      this.endWhenLeft(host, wired);
      return this;
    }

    private endWhenLeft(host: ServerHost, { connection }: Wired): void {
      const forget = selector.onLeft((left) => {
        if (left === host) connection.stream.destroy();
      });
      this.once('end', forget);
    }
  };
}

/** pg would use the pool's option, which includes the wait for a free connection. */
function connectLimit(milliseconds: number | undefined): object {
  return milliseconds === undefined ? {} : { _connectionTimeoutMillis: milliseconds };
}
