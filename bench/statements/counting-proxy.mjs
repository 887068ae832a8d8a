import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Conversation } from './conversation.mjs';

/** A loopback proxy in front of a PostgreSQL server that counts the statements between `begin()` and `end()`. */
export async function startCountingProxy(serverUrl) {
  const target = new URL(serverUrl);
  let counted = null;
  const count = (text, statements) => {
    if (counted === null) return;
    const entry = counted.get(text) ?? { text, roundTrips: 0, statements: 0 };
    entry.roundTrips += 1;
    entry.statements += statements;
    counted.set(text, entry);
  };
  const sockets = new Set();
  const listener = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    const conversation = new Conversation(count);
    link(client, server, conversation.fromClient);
    link(server, client, conversation.fromServer);
    for (const socket of [client, server]) sockets.add(socket.setNoDelay(true));
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const url = new URL(serverUrl);
  url.port = String(listener.address().port);
  return {
    url: url.href,
    begin: () => void (counted = new Map()),
    end() {
      const entries = [...counted.values()];
      counted = null;
      return entries;
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      listener.close();
    },
  };
}

function link(from, to, read) {
  from.on('data', (chunk) => {
    read(chunk);
    to.write(chunk);
  });
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroy());
}
