import { once } from 'node:events';
import { createServer } from 'node:net';
import process from 'node:process';
import { DemoProblem } from './demo-problem.mjs';

/** A port from the environment; 0 for any free one. */
export function portOf(name, usual) {
  const port = Number(process.env[name] || usual);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new DemoProblem(`${name} must be a whole number from 0 to 65535.`);
}

/** A free port. Portero's URL is part of its tokens, so the port must be known before it starts. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
