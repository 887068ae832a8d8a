import type { Client } from 'pg';
import { runStatement } from '../queries/prepared-statement';
import type { StatementNames } from '../queries/statement-names';
import type { StatementObservers } from '../queries/statement-observers';
import type { SingleConnection } from './single-connection';

/** pg's types leave out the socket. */
interface Wired {
  readonly connection: { readonly stream: { destroy(): void } };
}

/** Makes a connection of an open client. */
export function singleConnection(
  client: Client,
  names: StatementNames,
  statements: StatementObservers,
  onLost: () => void,
): SingleConnection {
  let isClosed = false;
  client.on('end', () => {
    if (!isClosed) onLost();
  });
  return {
    run(query, parameters) {
      statements.sent(query.text, query.name);
      return statements.timed(query.text, query.name, () =>
        runStatement(client, query, parameters, { names, inTransaction: false }),
      );
    },
    close() {
      isClosed = true;
      // `end()` would wait for a server that does not answer.
      (client as unknown as Wired).connection.stream.destroy();
    },
  };
}
